using System.Globalization;
using Roundtable.Moving;
using Roundtable.Tests.Acceptance;

namespace Roundtable.Tests.Moving;

/// <summary>Real conversations, and very many of them, to the other kind of store and back: equal to the byte.</summary>
public sealed class ThereAndBackTests(ITestOutputHelper output)
{
    private static readonly int Generated = RunLength.Rounds(300, 10_000);

    [Fact]
    public async Task A_hundred_trees_of_conversations() => await MoveAsync(ConversationTrees.Load(out var source), source);

    [Fact]
    public async Task Very_many_conversations() =>
        await MoveAsync([.. Enumerable.Range(1, Generated).Select(ManyConversations.Small)], "generated conversations");

    private async Task MoveAsync(IReadOnlyList<TreeMessage> trees, string what)
    {
        await using var source = MovingStore.Files();
        await using var there = MovingStore.Database();
        await using var back = MovingStore.Files();
        await using (var store = await source.OpenAsync())
            await new ManyConversations(store).WriteAsync(trees);

        var (first, forth) = await TimeAsync(source, there);
        var (second, again) = await TimeAsync(there, back);
        var (none, noTime) = await TimeAsync(there, back);

        Assert.Equal(trees.Count, first.Conversations);
        Assert.Equal((first.Records, first.SizeBytes), (second.Records, second.SizeBytes));
        Assert.Equal(0, none.RecordsWritten);
        var export = await source.ExportAsync();
        Assert.Equal(export, await there.ExportAsync());
        Assert.Equal(export, await back.ExportAsync());
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{first.Conversations} conversations, {first.Records} records, {first.SizeBytes / 1e6:F1} MB ({what}): "
                    + $"files → sqlite {forth.TotalSeconds:F1} s, sqlite → files {again.TotalSeconds:F1} s, "
                    + $"nothing to do {noTime.TotalSeconds:F1} s."
            )
        );
    }

    private static async Task<(MovingSummary, TimeSpan)> TimeAsync(MovingStore source, MovingStore target)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var summary = await source.CopyToAsync(target);
        Assert.True(summary.IsFinished);
        return (summary, TimeProvider.System.GetElapsedTime(begun));
    }
}
