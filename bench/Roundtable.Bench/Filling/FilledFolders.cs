using System.Diagnostics.Metrics;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Disk;

namespace Roundtable.Bench.Filling;

/// <summary>The same conversations twice: a file for each chunk, and a sealed file for each conversation.</summary>
internal sealed class FilledFolders(BenchOptions options) : IDisposable
{
    private readonly ScratchFolder _loose = new(options);
    private readonly ScratchFolder _sealed = new(options);

    public string Loose => _loose.Path;

    public string Sealed => _sealed.Path;

    public IReadOnlyList<ConversationId> Conversations { get; private set; } = [];

    public async Task FillAsync(int conversations, int turns, int replyBundles, string? question = null)
    {
        foreach (var folder in (string[])[Loose, Sealed])
        {
            using var meter = new Meter("bench");
            await using var store = await StoreOpening.OpenFilesAsync(new LinuxDisk(), StoreOpening.Options(folder), meter);
            var filler = question is null ? new StoreFiller(store) : new StoreFiller(store) { Question = question };
            var user = await filler.FillAsync(conversations, turns, replyBundles);
            Conversations = [.. Enumerable.Range(1, conversations).Select(number => new ConversationId(user, number))];
        }

        await SealAsync(Sealed);
    }

    /// <summary>What is still in the journal is not sealed: the store was closed, so that all of it is in files.</summary>
    public static async Task SealAsync(string folder, IDisk? disk = null)
    {
        using var meter = new Meter("bench");
        await using var store = await StoreOpening.OpenFilesAsync(disk ?? new LinuxDisk(), StoreOpening.Options(folder), meter);
        store.Machinery.Sealer.SealQuiet(TimeSpan.Zero);
    }

    public void Dispose()
    {
        _loose.Dispose();
        _sealed.Dispose();
    }
}
