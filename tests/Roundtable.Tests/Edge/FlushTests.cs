using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Roundtable.Edge;
using Roundtable.Edge.Access;
using Roundtable.Edge.Opening;
using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Edge;

/// <summary>What is there at the same time is sent at the same time.</summary>
public sealed class FlushTests
{
    [Fact]
    public async Task Events_that_wait_are_written_with_one_flush()
    {
        using var meter = new Meter("Roundtable.Tests");
        using var body = new FlushCountingStream();
        var context = Context(body, meter);

        await new EventStream(EventsAsync(body)).ExecuteAsync(context);

        Assert.Equal(15, Encoding.UTF8.GetString(body.ToArray()).Split("event: deleted\n").Length - 1);
        // The stream's beginning, what was there at once, what came behind it.
        Assert.Equal(3, body.Flushes);
    }

    private static async IAsyncEnumerable<ServerEvent> EventsAsync(FlushCountingStream body)
    {
        for (var i = 0; i < 10; i++)
            yield return new ServerEvent("1", "deleted", new DeletedBody("us01-co01"));
        await body.FlushedAsync(2);
        for (var i = 0; i < 5; i++)
            yield return new ServerEvent("2", "deleted", new DeletedBody("us01-co01"));
    }

    private static DefaultHttpContext Context(Stream body, Meter meter)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(meter).AddSingleton(TimeProvider.System).AddSingleton(new RoundtableOptions());
        services.AddSingleton<StoreGate>().AddSingleton<StreamMetrics>();
        services.AddSingleton<IHostApplicationLifetime, Microsoft.Extensions.Hosting.Internal.ApplicationLifetime>();
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        context.Response.Body = body;
        Caller.Local.Enter(context);
        return context;
    }
}
