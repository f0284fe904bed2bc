using Roundtable.Files;
using Roundtable.Stored;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

/// <summary>Opens what is left on a disk that works, stops cleanly, and judges every file.</summary>
internal static class FinalState
{
    private const int SegmentSizeBytes = 8192;
    private const int StartsMax = 4;

    public static async Task CheckAsync(MemoryFileSystem system, Truth truth, UserId owner, TimeProvider time)
    {
        // After a flush that failed the journal stays, and the start after that settles it.
        for (var starts = 1; starts == 1 || (starts < StartsMax && Journal(system).Any()); starts++)
            await OpenAndStopAsync(system, truth, owner, time);
        var atRest = Dump(system);
        Assert.DoesNotContain(atRest, file => file.Key.StartsWith(StoreLayout.Journal, StringComparison.Ordinal));
        Judge(system, atRest);
        foreach (var deleted in truth.Conversations.Where(conversation => conversation.IsDeleted))
            Assert.Single(atRest.Keys, path => IsOf(deleted.Id, Path.GetFileName(path)));

        var afterCut = system.Cut(new Random(0));
        Assert.Equal(atRest, Dump(afterCut));

        await OpenAndStopAsync(afterCut, truth, owner, time);
        Assert.Equal(atRest, Dump(afterCut));
    }

    /// <summary>Writes the folder out, and lets the sandbox judge it as it judges a real one.</summary>
    public static void Inspect(MemoryFileSystem system)
    {
        using var sandbox = new FolderSandbox();
        foreach (var (path, bytes) in Dump(system).Where(file => !file.Key.StartsWith("aside/", StringComparison.Ordinal)))
        {
            var full = sandbox.PathOf(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, Convert.FromHexString(bytes));
        }
    }

    private static bool IsOf(ConversationId id, string name) =>
        name.StartsWith($"{id}-", StringComparison.Ordinal) || name.StartsWith($"{id}.", StringComparison.Ordinal);

    private static IEnumerable<(string Path, MemoryFile File)> Journal(MemoryFileSystem system) =>
        system.Files($"{HandStore.Folder}/{StoreLayout.Journal}");

    private static async Task OpenAndStopAsync(MemoryFileSystem system, Truth truth, UserId owner, TimeProvider time)
    {
        var disk = new ForgetfulDisk(system, new FaultPlan(1));
        var log = new ErrorLog();
        var store = await HandStore.OpenAsync(HandStore.Setup(disk, log, SegmentSizeBytes), time);
        await truth.AdoptAsync(store.Store, owner);
        store.Publish();
        await truth.AdoptAsync(store.Store, owner);
        await store.StopAsync();
        Assert.DoesNotContain(log.Errors, error => error.Contains("damaged", StringComparison.Ordinal));
        Assert.Equal(0, disk.HandleCount);
    }

    private static SortedDictionary<string, string> Dump(MemoryFileSystem system) =>
        new(
            system
                .Files(HandStore.Folder)
                .Select(file => (Path: file.Path[(HandStore.Folder.Length + 1)..], file.File.Cached))
                .Where(file => file.Path != StoreLayout.Lock)
                .ToDictionary(file => file.Path, file => Convert.ToHexString(file.Cached)),
            StringComparer.Ordinal
        );

    /// <summary>Every file is sound, no number of a change is used twice, and what once had a name still says the same.</summary>
    private static void Judge(MemoryFileSystem system, SortedDictionary<string, string> files)
    {
        var changes = new HashSet<long>();
        foreach (var (path, hex) in files.Where(file => file.Key.StartsWith(StoreLayout.Users, StringComparison.Ordinal)))
        {
            var bytes = Convert.FromHexString(hex);
            Assert.True(
                path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(".jsonl", StringComparison.Ordinal),
                path
            );
            Assert.True(path.EndsWith(".jsonl", StringComparison.Ordinal) || ChecksummedJson.IsSound(bytes), path);
            if (ChecksummedJson.Decode(bytes, StoredJson.Default.ChunkFile, out _)?.Change is { } change)
                Assert.True(changes.Add(change), $"{path} has a change number that another file has.");
        }

        Assert.DoesNotContain(system.Rewritten, IsForEver);
        foreach (var (path, bytes) in system.Published)
        {
            var name = Path.GetRelativePath(HandStore.Folder, path);
            if (files.TryGetValue(name, out var hex))
                Assert.Equal(Convert.ToHexString(bytes), hex);
        }
    }

    /// <summary>A profile or a sealed file that nobody was told of may be lost, and its name be given again.</summary>
    private static bool IsForEver(string path) =>
        !path.EndsWith("/user.json", StringComparison.Ordinal) && !path.EndsWith(".jsonl", StringComparison.Ordinal);
}
