using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>Memory does not grow with what is copied: counted, after a collection, while records go by.</summary>
[Trait("Process", "own")]
[Collection(nameof(MovingMemoryTests))]
[CollectionDefinition(nameof(MovingMemoryTests), DisableParallelization = true)]
public sealed class MovingMemoryTests(ITestOutputHelper output)
{
    private const int CountsMax = 3;
    private static readonly int Scale = RunLength.Rounds(1, 5);

    /// <summary>A message that is not known to end is held up to 8 MiB, before its chunks become files of their own.</summary>
    [Theory]
    [InlineData("files", 2_500, 0, 6)]
    [InlineData("sqlite", 4_000, 0, 6)]
    [InlineData("files", 1_000, 30_000, 24)]
    [InlineData("sqlite", 1_000, 60_000, 12)]
    public async Task Many_conversations_and_a_long_message_take_no_more_of_it(
        string kind,
        int conversations,
        int chunks,
        int mebibytesMax
    )
    {
        // What earlier tests leave running adds to a count, and never to all of them.
        var (growth, size) = await CopyAsync(kind, conversations, chunks);
        for (var count = 1; count < CountsMax && !IsConstant(growth, size); count++)
            (growth, size) = await CopyAsync(kind, conversations, chunks);

        Assert.InRange(growth, long.MinValue, mebibytesMax * 1024L * 1024);
        if (chunks > 0)
            Assert.True(size > growth, "The message was too short to show anything.");

        bool IsConstant(long grown, long copied) => grown <= mebibytesMax * 1024L * 1024 && (chunks == 0 || copied > grown);
    }

    private async Task<(long GrowthBytes, long SizeBytes)> CopyAsync(string kind, int conversations, int chunks)
    {
        await using var target = MovingStore.Of(kind);
        await using var source = new GeneratedSource(conversations * Scale, Math.Max(2, chunks * Scale));
        MovingSummary summary;
        await using (var written = target.Target("migrate", "files:/generated"))
            summary = await new StoreCopy(source, written, MovingKind.Migration, TimeProvider.System).RunAsync(
                null,
                CancellationToken.None
            );

        Assert.True(summary.IsFinished);
        output.WriteLine(
            $"{kind}: {summary.Records} records, {summary.SizeBytes / 1_000_000} MB: the heap grew by {source.GrowthBytes / 1024} KiB at most."
        );
        return (source.GrowthBytes, summary.SizeBytes);
    }
}
