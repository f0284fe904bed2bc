using Roundtable.Bench.Filling;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Costs;

/// <summary>
/// What storing writes, for each byte of text that is said: questions of 14 bytes, replies of 300 tokens and 1,500 bytes. The
/// bounds are what it is now, and a little: 5.27 to 5.28 written, 2.62 to 2.63 at rest in loose files, 1.48 when sealed (1.6 was
/// asked for), which is written once more for that, and 312 for each open reply at a checkpoint.
/// </summary>
public sealed class WrittenBytesTests(ITestOutputHelper output) : IDisposable
{
    private const int ReplyBundles = 15;
    private const double WrittenMax = 5.30;
    private const double LooseMax = 2.64;
    private const double SealedMax = 1.49;
    private const int TurnsAtOnce = 10;
    private const int OpenReplies = 200;
    private const double CheckpointBytesMax = 320;

    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_thousand_turns_write_a_bounded_number_of_bytes_for_each_byte_of_text()
    {
        var turns = RunLength.Rounds(200, 1_000);
        double text;
        await using (var store = await CountedStore.OpenAsync(_sandbox))
        {
            await SayAsync(store, turns);
            text = turns * store.Filler.TextBytes(ReplyBundles);
            await store.Store.DisposeAsync();
            output.WriteLine($"{store.WrittenBytes / text:F3} bytes written for each of text");
            Assert.InRange(store.WrittenBytes / text, 0, WrittenMax);
        }

        output.WriteLine($"{AtRest() / text:F3} at rest");
        Assert.InRange(AtRest() / text, 0, LooseMax);
        var sealing = await SealAsync();
        output.WriteLine($"{sealing / text:F3} written once more for sealing, {AtRest() / text:F3} sealed");
        Assert.InRange(sealing / text, 1, SealedMax);
        Assert.InRange(AtRest() / text, 0, SealedMax);
    }

    [Fact]
    public async Task A_turn_costs_the_same_at_turn_10_and_at_turn_1_000()
    {
        await using var store = await CountedStore.OpenAsync(_sandbox);
        await SayAsync(store, 10);
        var early = await CostAsync(store);
        await SayAsync(store, RunLength.Rounds(1_000, 100_000), replyBundles: 1);
        var late = await CostAsync(store);

        output.WriteLine($"{late / early:F4} times as much, late");
        // Numbers have a few digits more; nothing else may grow.
        Assert.InRange(late / early, 0.99, 1.02);
    }

    /// <summary>
    /// By default after 5 s of changes, which for a reply of 50 tokens a second are 1,250 bytes of text; its open chunk is then at
    /// most 200 of them.
    /// </summary>
    [Fact]
    public async Task A_checkpoint_writes_what_is_open_once_more_and_nothing_else()
    {
        await using var store = await CountedStore.OpenAsync(_sandbox);
        await SayAsync(store, 10);
        var nothingOpen = await CheckpointAsync(store);
        for (var opened = 0; opened < OpenReplies; opened++)
        {
            var reply = await store.Filler.OpenAsync(await store.Filler.CreateAsync(store.Conversation.User, "Open"));
            await store.Announced.AppendBundleAsync(StoreFiller.Bundle(reply, 0), CancellationToken.None);
            await store.Announced.AppendBundleAsync(StoreFiller.Bundle(reply, 1), CancellationToken.None);
        }

        var each = (await CheckpointAsync(store) - nothingOpen) / (double)OpenReplies;

        output.WriteLine($"{each:F0} bytes for each open reply at a checkpoint, {nothingOpen} without one");
        Assert.InRange(each, 1, CheckpointBytesMax);
    }

    private static async Task<long> CheckpointAsync(CountedStore store)
    {
        await store.NameFilesAsync();
        var before = store.WrittenBytes;
        store.Store.Machinery.Journal.Step(TimeSpan.Zero, checkpoints: true);
        await store.NameFilesAsync();
        return store.WrittenBytes - before;
    }

    private static async Task<double> CostAsync(CountedStore store)
    {
        await store.NameFilesAsync();
        var before = store.WrittenBytes;
        await SayAsync(store, TurnsAtOnce);
        await store.NameFilesAsync();
        return store.WrittenBytes - before;
    }

    private static async Task SayAsync(CountedStore store, int turns, int replyBundles = ReplyBundles)
    {
        for (var turn = 0; turn < turns; turn++)
            await store.Filler.TurnAsync(store.Conversation, replyBundles);
    }

    /// <summary>Seals all that there is; the bytes that it wrote for that.</summary>
    private async Task<long> SealAsync()
    {
        await using var store = await CountedStore.OpenAgainAsync(_sandbox);
        store.Store.Machinery.Sealer.SealQuiet(TimeSpan.Zero);
        await store.Store.DisposeAsync();
        return store.WrittenBytes;
    }

    private double AtRest() =>
        Directory.EnumerateFiles(_sandbox.Data, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
}
