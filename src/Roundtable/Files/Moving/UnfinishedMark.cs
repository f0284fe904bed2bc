using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Moving;
using Roundtable.Stored;

namespace Roundtable.Files.Moving;

/// <summary>The file in a data folder that says that the folder is the target of a copy which is not finished.</summary>
internal sealed record UnfinishedMark
{
    /// <summary>The command to go on with: <c>migrate</c> or <c>backup</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The source, as the command names it.</summary>
    public required string From { get; init; }

    public required DateTimeOffset Timestamp { get; init; }
    public required int Format { get; init; }

    /// <summary>The mark of a folder; null when it has none.</summary>
    public static UnfinishedMark? Read(IDisk disk, string folder)
    {
        if (disk.Read(Path.Combine(folder, StoreLayout.Unfinished)) is not { } bytes)
            return null;

        // It is there, and that is what counts; a power cut may have taken what it said.
        return ChecksummedJson.Decode(bytes, FileJson.Default.UnfinishedMark, out _)
            ?? new UnfinishedMark
            {
                Command = "",
                From = "",
                Timestamp = default,
                Format = ChecksummedJson.Format,
            };
    }

    /// <summary>Refuses a folder that is good for nothing but going on with its copy.</summary>
    /// <exception cref="StoreUnfinishedException">It is.</exception>
    public static void RequireNone(IDisk disk, string folder)
    {
        if (Read(disk, folder) is { } mark)
            throw new StoreUnfinishedException(
                $"'{folder}' is the unfinished target of 'roundtable {mark.Command} --from {mark.From} --to files:{folder}'. "
                    + "Run that again until it says that it is finished, or remove the folder."
            );
    }

    /// <summary>Writes it, durably.</summary>
    public void Write(IDisk disk, string folder)
    {
        var journal = Path.Combine(folder, StoreLayout.Journal);
        var privatePath = JournalLayout.Private(journal, 0);
        disk.Delete(privatePath);
        if (!disk.TryCreate(privatePath, out var file))
            throw new IOException($"'{privatePath}' exists.");
        using (file)
        {
            file.Write(0, ChecksummedJson.Encode(this, FileJson.Default.UnfinishedMark));
            file.Flush();
        }

        if (!disk.TryPublish(privatePath, Path.Combine(folder, StoreLayout.Unfinished)))
            disk.Delete(privatePath);
        disk.FlushFolder(folder);
    }
}
