using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Roundtable.Bench.Filling;
using Roundtable.Cursors;
using Roundtable.Edge.Streaming;
using Roundtable.Following;

namespace Roundtable.Bench.Micro;

/// <summary>A bundle as a server-sent event.</summary>
public class EventBenchmarks
{
    private static readonly MessageId Message = MessageId.Parse("us01-co12-ms02");
    private static readonly BundleShown Shown = new(
        new MessageCursor(Message, 0x0123456789abcdef, 400, Ended: false),
        300,
        StoreFiller.TextOf(1),
        20
    );

    private readonly PipeWriter _output = PipeWriter.Create(Stream.Null);

    [Benchmark]
    public async Task<bool> Format()
    {
        var writer = new EventWriter(_output);
        await writer.WriteAsync(ServerEvent.Of(Shown), CancellationToken.None);
        return (await writer.FlushAsync(CancellationToken.None)).IsCompleted;
    }
}
