using Roundtable.Sqlite.Verification;
using Roundtable.Tests.Databases;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Faults;

/// <summary>A reply that was being written when its process died, and of whose open chunk a bundle is not what it was.</summary>
public sealed class DamagedBundleTests
{
    private static readonly ConversationId Conversation = new(new UserId(1), 1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update bundle set tokens = 'Forged' where offset = 20", "Forged")]
    [InlineData("update bundle set checksum = '00000000' where offset = 11", "sound.")]
    [InlineData("update bundle set timestamp = 'then' where offset = 20", "sound.")]
    public async Task The_start_gives_its_chunk_up_and_names_it_and_keeps_all_else(string damage, string kept)
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        var (reply, sound) = await DieAsync(fixture);
        SqliteShell.Run(fixture.File, $"{damage} and message_id = '{reply}'; select changes()");

        await using (var store = await fixture.OpenAsync())
        {
            var state = (await store.FindMessageAsync(reply, Cancelled))!.Value;
            Assert.Equal((MessageStatus.Complete, 3), (state.Status, state.ChunkCount));
            var readings = await store.ReadChunksAsync(reply, 1, Cancelled).ToListAsync(Cancelled);
            Assert.Equal(
                [(1, "Kept chunk.", null), (2, null, "missing"), (3, "", null)],
                readings.Select(one => (one.Seq, one.Chunk?.Tokens, one.Damage))
            );
            Assert.Equal(FinishReason.Interrupted, readings[2].Chunk!.FinishReason);
            var whole = await store.ReadChunksAsync(sound, 1, Cancelled).ToListAsync(Cancelled);
            Assert.Equal("All of it is sound.", string.Concat(whole.Select(one => one.Chunk!.Tokens)));
        }

        Assert.Contains(
            kept,
            string.Join('\n', SqliteShell.Run(fixture.File, "select tokens from bundle")),
            StringComparison.Ordinal
        );
        var summary = await new SqliteRepair(fixture.File, TimeProvider.System).RepairAsync(progress: null, Cancelled);
        Assert.Empty(summary.After.Damage);
        Assert.Equal([$"{reply}-002"], summary.After.KnownLosses.Select(loss => loss.Id));
        Assert.Empty(SqliteShell.Run(fixture.File, "select * from bundle"));
        Assert.Contains(
            kept,
            string.Join('\n', SqliteShell.Run(fixture.File, "select row from aside")),
            StringComparison.Ordinal
        );
    }

    /// <summary>Two replies with a closed chunk and bundles of an open one, as a process leaves them that is killed.</summary>
    private static async Task<(MessageId Damaged, MessageId Sound)> DieAsync(DatabaseFixture fixture)
    {
        var killed = Path.Combine(fixture.Sandbox.Root, "killed.db");
        MessageId first,
            second;
        await using (var store = await fixture.OpenAsync())
        {
            first = await DatabaseFixture.AskAsync(store, Conversation, "And?");
            await store.AppendBundleAsync(Bundles.Of(first, "Kept chunk.", closes: true), Cancelled);
            await store.AppendBundleAsync(Bundles.Of(first, "It was so", offset: 11, seq: 2), Cancelled);
            await store.AppendBundleAsync(Bundles.Of(first, " sound.", offset: 20, seq: 2), Cancelled);
            second = await DatabaseFixture.AskAsync(store, Conversation, "And?");
            await store.AppendBundleAsync(Bundles.Of(second, "All of it"), Cancelled);
            await store.AppendBundleAsync(Bundles.Of(second, " is sound.", offset: 9), Cancelled);
            SqliteShell.Run(fixture.File, $"vacuum into '{killed}'");
        }

        File.Copy(killed, fixture.File, overwrite: true);
        return (first, second);
    }
}
