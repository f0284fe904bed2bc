using System.Collections.Concurrent;
using System.Diagnostics;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Watching;

/// <summary>A trace leads from a request to the disk.</summary>
public sealed class SpanTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_request_is_followed_to_the_flush_that_made_it_durable()
    {
        // Other tests run beside this one: only the spans of this trace are looked at.
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Telemetry.Name or "Microsoft.AspNetCore",
            Sample = (ref options) =>
                options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == trace)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using (var server = await RunningServer.StartAsync(_sandbox))
        {
            var path = await server.CreateAsync();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/messages")
            {
                Content = RunningServer.Json("""{ "content": "xylophonmarker", "agents": ["sage"] }"""),
            };
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
            await server.EndOfAsync($"{path}/messages/us01-co01-ms02/stream");
        }

        var root = Assert.Single(spans, span => span.Kind == ActivityKind.Server);
        var turn = Assert.Single(spans, span => span.OperationName == "roundtable.turn");
        Assert.Equal(root.SpanId, turn.ParentSpanId);
        var write = Assert.Single(spans, span => span.ParentSpanId == turn.SpanId && IsWrite(span));
        Assert.Equal("BeginTurn", write.GetTagItem("roundtable.journal.request"));
        Assert.Contains(spans, span => span.ParentSpanId == write.SpanId && span.OperationName == "roundtable.journal.flush");

        var reply = Assert.Single(spans, span => span.OperationName == "roundtable.reply");
        Assert.Equal("us01-co01-ms02", reply.GetTagItem("roundtable.message.id")?.ToString());
        Assert.Equal("stop", reply.GetTagItem("roundtable.finish_reason"));
        Assert.Single(
            spans,
            span => span.OperationName.StartsWith("chat ", StringComparison.Ordinal) && span.ParentSpanId == reply.SpanId
        );
        var bundles = spans.Where(span => span.ParentSpanId == reply.SpanId && IsWrite(span)).ToList();
        Assert.NotEmpty(bundles);

        // A flush has one parent; what shared it is linked.
        foreach (var bundle in bundles)
            Assert.Contains(
                spans.Where(span => span.OperationName == "roundtable.journal.flush"),
                flush => flush.ParentSpanId == bundle.SpanId || flush.Links.Any(link => link.Context.SpanId == bundle.SpanId)
            );
        Assert.DoesNotContain(
            spans.SelectMany(span => span.TagObjects),
            tag => tag.Value?.ToString()?.Contains("xylophonmarker", StringComparison.OrdinalIgnoreCase) == true
        );
    }

    private static bool IsWrite(Activity span) => span.OperationName == "roundtable.journal.write";
}
