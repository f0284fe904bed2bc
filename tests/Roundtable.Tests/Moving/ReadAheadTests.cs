using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>What is read ahead is what would be read without: in order, whole, one reader at a time, and what is wrong is told in its turn.</summary>
public sealed class ReadAheadTests
{
    // Records of 1 KiB: 300 are too large to hold, 100 are most of a batch.
    private static readonly int[] Lengths = [1, 100, 300, 2, 0, 300, 300, 100, 100, 1, .. Enumerable.Repeat(3, 600), 300];

    [Fact]
    public async Task Everything_is_given_in_order_and_read_by_one_at_a_time()
    {
        var content = new ListedContent(Lengths);

        Assert.Equal(Lengths, await ReadAllAsync(content));
        Assert.Equal(1, content.ReadersMost);
    }

    [Fact]
    public async Task A_unit_that_has_changed_is_read_again_in_its_turn()
    {
        var failures = new Dictionary<StoreUnit, int>();
        var content = new ListedContent(Lengths) { Beginning = FailTwice };

        Assert.Equal(Lengths, await ReadAllAsync(content));
        Assert.Equal(1, content.ReadersMost);

        void FailTwice(StoreUnit unit)
        {
            var count = failures[unit] = failures.GetValueOrDefault(unit) + 1;
            if (unit.Conversation % 7 == 0 && count <= 2)
                throw new UnitChangedException(unit);
        }
    }

    [Fact]
    public async Task Damage_is_told_when_its_unit_is_asked_for_and_not_before()
    {
        var content = new ListedContent(Lengths)
        {
            Beginning = unit =>
            {
                if (unit.Conversation == 5)
                    throw new StoreDamagedException(unit.ToString(), "checksum");
            },
        };
        var read = new List<int>();

        await Assert.ThrowsAsync<StoreDamagedException>(() => ReadAllAsync(content, read));

        Assert.Equal(Lengths[..4], read);
    }

    [Fact]
    public async Task What_stops_the_list_is_thrown_behind_what_it_gave()
    {
        var read = new List<int>();

        await Assert.ThrowsAsync<IOException>(() => ReadAllAsync(new ListedContent([1, 2, 3]) { FailsInTheEnd = true }, read));

        Assert.True(read.Count is 0 or 3);
    }

    [Fact]
    public async Task Nothing_reads_any_more_when_whoever_lists_has_stopped()
    {
        var content = new ListedContent([.. Enumerable.Repeat(100, 600)]);
        await foreach (var _ in new ReadAhead(content).ListUnitsAsync(CancellationToken.None))
            break;
        var begun = content.UnitsBegun;

        // Another reader would be counted.
        await foreach (var _ in content.ReadAsync(new StoreUnit(new UserId(1), 1), CancellationToken.None)) { }

        Assert.Equal((begun + 1, 1), (content.UnitsBegun, content.ReadersMost));
        Assert.InRange(begun, 1, 20);
    }

    private static async Task<List<int>> ReadAllAsync(ListedContent content, List<int>? read = null)
    {
        read ??= [];
        var ahead = new ReadAhead(content);
        await foreach (var unit in ahead.ListUnitsAsync(CancellationToken.None))
        {
            Assert.Equal(read.Count + 1, unit.Conversation);
            var count = await CountAsync(ahead, unit);
            read.Add(count ?? (await CountAsync(ahead, unit) ?? -1));
        }

        return read;
    }

    /// <summary>How many records it has; null when it has changed meanwhile.</summary>
    private static async Task<int?> CountAsync(ReadAhead ahead, StoreUnit unit)
    {
        try
        {
            var count = 0;
            await foreach (var record in ahead.ReadAsync(unit, CancellationToken.None))
            {
                Assert.Equal((byte)unit.Conversation, record.Line.Span[0]);
                Assert.Equal(++count, record.Place.Number);
            }

            return count;
        }
        catch (UnitChangedException)
        {
            return null;
        }
    }
}
