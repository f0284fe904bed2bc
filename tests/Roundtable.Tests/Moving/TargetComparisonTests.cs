using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>Several threads compare, and the first difference is the one that is told.</summary>
public sealed class TargetComparisonTests
{
    private static readonly int Rounds = RunLength.Rounds(20, 500);
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 600).Select(number => number % 3)];

    [Fact]
    public async Task The_first_unit_that_differs_is_named()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var first = 302 + (round % 50 * 3);
            var altered = new Dictionary<int, byte>
            {
                [first] = 255,
                [first + 3] = 255,
                [Lengths.Length] = 255,
            };

            Assert.Equal(first, await DifferenceAsync(new ListedContent(Lengths) { Altered = altered }));
        }
    }

    [Fact]
    public async Task A_target_of_the_same_records_has_no_difference() =>
        Assert.Null(await DifferenceAsync(new ListedContent(Lengths)));

    [Fact]
    public async Task A_unit_that_is_missing_or_was_added_is_a_difference()
    {
        Assert.Equal(Lengths.Length, await DifferenceAsync(new ListedContent(Lengths[..^1])));
        Assert.Equal(Lengths.Length + 1, await DifferenceAsync(new ListedContent([.. Lengths, 1])));
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_difference()
    {
        var content = new ListedContent(Lengths)
        {
            Beginning = unit =>
            {
                if (unit.Conversation == 7)
                    throw new StoreDamagedException(unit.ToString(), "checksum");
            },
        };

        Assert.Equal(7, await DifferenceAsync(content));
    }

    /// <summary>The first conversation that differs from those of these lengths.</summary>
    private static async Task<int?> DifferenceAsync(ListedContent content)
    {
        var source = new ListedContent(Lengths);
        var copied = new List<(StoreUnit, ulong)>();
        await foreach (var unit in source.ListUnitsAsync(CancellationToken.None))
        {
            using var tally = new UnitTally();
            await foreach (var record in source.ReadAsync(unit, CancellationToken.None))
                tally.Add(record);
            copied.Add((unit, tally.Digest()));
        }

        try
        {
            await new TargetComparison(new ReadTarget(content), copied).RunAsync(null, CancellationToken.None);
            return null;
        }
        catch (StoreDiffersException difference)
        {
            return difference.Unit.Conversation;
        }
    }

    /// <summary>A target that is only read.</summary>
    private sealed class ReadTarget(IContentView content) : IStoreTarget
    {
        public TargetState State => TargetState.Unfinished;

        public IStoreContent Content => content;

        public IContentView OpenView() => content;

        public ValueTask BeginAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IUnitWriter> OpenUnitAsync(StoreUnit unit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask SettleAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask FinishAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => default;
    }
}
