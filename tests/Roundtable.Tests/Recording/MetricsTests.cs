using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Recording;

/// <summary>What is counted is what is on the disk.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Bundles_chunks_tokens_and_files_are_counted_as_they_are_stored()
    {
        await _fixture.ReopenAsync();
        var before = Files().ToHashSet();
        using var bundles = Collect("roundtable.bundles");
        using var chunks = Collect("roundtable.chunks");
        using var tokens = Collect("roundtable.tokens");
        using var files = Collect("roundtable.files.written");
        using var bytes = Collect("roundtable.files.size");
        using var live = Collect("roundtable.replies.live");
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, Enumerable.Repeat("wörd ", 100));
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, new string('a', 120));
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation);
        await _fixture.Host.Store.DisposeAsync();

        var added = Files().Where(path => !before.Contains(path)).ToList();
        var stored = added.Select(path => System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!).ToList();
        var replies = stored.Where(chunk => chunk["agentId"] is not null && (int)chunk["seq"]! > 0).ToList();
        Assert.Equal(replies.Count, Total(chunks));
        Assert.Equal(replies.Sum(chunk => chunk["bundles"]?.AsArray().Count ?? 0), Total(bundles));
        Assert.Equal(replies.Sum(chunk => (int)chunk["tokenCount"]!), Total(tokens));
        Assert.Equal(added.Count, Total(files));
        Assert.Equal(added.Sum(path => new FileInfo(path).Length), Total(bytes));
        Assert.Equal(0, Total(live));
    }

    [Fact]
    public async Task Three_full_bundles_make_one_chunk()
    {
        using var bundles = Collect("roundtable.bundles");
        using var chunks = Collect("roundtable.chunks");

        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, new string('a', 60 * 30 - 1));

        Assert.Equal((90, 30), (Total(bundles), Total(chunks)));
    }

    [Fact]
    public async Task Bundles_that_are_appended_at_once_share_one_flush()
    {
        var reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        using var batches = new MetricCollector<int>(_fixture.Host.Meter, "roundtable.journal.batch");

        await _fixture.Store.AppendBundlesAsync(
            [.. Enumerable.Range(0, 16).Select(number => Bundles.Of(reply, "word", number * 4))],
            CancellationToken.None
        );

        Assert.Equal([16], batches.GetMeasurementSnapshot().Select(measured => measured.Value));
    }

    private MetricCollector<long> Collect(string instrument) => new(_fixture.Host.Meter, instrument);

    private static long Total(MetricCollector<long> collector) =>
        collector.GetMeasurementSnapshot().Sum(measured => measured.Value);

    private IEnumerable<string> Files() =>
        Directory.EnumerateFiles(_fixture.Sandbox.PathOf("users"), "*.json", SearchOption.AllDirectories);
}
