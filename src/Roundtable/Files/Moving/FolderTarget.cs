using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Files.Verification;
using Roundtable.Moving;
using Roundtable.Stored;

namespace Roundtable.Files.Moving;

/// <summary>A data folder that is copied to. Its lock is held until it is disposed of.</summary>
public sealed class FolderTarget : IStoreTarget
{
    private readonly IDisposable _lock;
    private readonly UnfinishedMark _mark;
    private readonly FolderContent _content;
    private IFileSystemFlusher? _flusher;

    private FolderTarget(IDisk disk, string folder, UnfinishedMark mark, IDisposable folderLock)
    {
        (Disk, Folder, _mark, _lock) = (disk, folder, mark, folderLock);
        State = StateOf(disk, folder, mark);
        _content = new FolderContent(disk, folder, isServed: false, isUnfinished: State != TargetState.Usable);
        Files = new CopiedFiles(disk, folder);
    }

    /// <inheritdoc/>
    public TargetState State { get; }

    /// <inheritdoc/>
    public IStoreContent Content => _content;

    internal IDisk Disk { get; }

    internal string Folder { get; }

    internal CopiedFiles Files { get; }

    /// <summary>Takes a folder, and makes it when it is not there. Nothing in it is changed before <see cref="BeginAsync"/>.</summary>
    /// <param name="command">The command that is to be repeated when it is cut off: <c>migrate</c> or <c>backup</c>.</param>
    /// <param name="from">The source, as the command names it.</param>
    /// <exception cref="StoreInUseException">Another process has it.</exception>
    /// <exception cref="StoreUnfinishedException">It is the unfinished target of another command, or of another source.</exception>
    /// <exception cref="IOException">It is a folder with something else in it, or the disk refuses.</exception>
    public static FolderTarget Open(string folder, string command, string from, TimeProvider time)
    {
        var mark = new UnfinishedMark
        {
            Command = command,
            From = from,
            Timestamp = time.GetUtcMilliseconds(),
            Format = ChecksummedJson.Format,
        };
        return Open(new LinuxDisk(), Path.GetFullPath(folder), mark, time);
    }

    internal static FolderTarget Open(IDisk disk, string folder, UnfinishedMark mark, TimeProvider time)
    {
        string[] ours = [StoreLayout.Lock, StoreLayout.Users, StoreLayout.Journal, StoreLayout.Aside, StoreLayout.Unfinished];
        if (disk.List(folder).FirstOrDefault(name => !ours.Contains(name)) is { } other)
            throw new IOException($"'{folder}' holds '{other}', which is not Roundtable's; name an empty folder, or a new one.");
        disk.CreateFolder(Path.Combine(folder, StoreLayout.Users));
        disk.CreateFolder(Path.Combine(folder, StoreLayout.Journal));
        var folderLock = OwnerLock.Take(disk, Path.Combine(folder, StoreLayout.Lock), folder, time);
        try
        {
            return new FolderTarget(disk, folder, mark, folderLock);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IContentView OpenView() => _content.OpenView();

    /// <inheritdoc/>
    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (State == TargetState.Usable && JournalLook.Numbers(Disk, Folder).Count > 0)
            throw new IOException($"'files:{Folder}' was not stopped as it should be; serve it once, stop it, then try again.");
        foreach (var path in JournalLayout.PrivateFiles(Disk, Path.Combine(Folder, StoreLayout.Journal)))
            Disk.Delete(path);
        _flusher = Disk.OpenFlusher(Folder);
        _mark.Write(Disk, Folder);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IUnitWriter> OpenUnitAsync(StoreUnit unit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IUnitWriter>(new FolderUnitWriter(this, unit));

    /// <inheritdoc/>
    public ValueTask SettleAsync(CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        _flusher!.Flush();
        Disk.Delete(Path.Combine(Folder, StoreLayout.Unfinished));
        Disk.FlushFolder(Folder);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _flusher?.Dispose();
        _lock.Dispose();
        return default;
    }

    internal UserNames NamesOf(UserId user) => _content.NamesOf(user);

    internal void Forget() => _content.Forget();

    private static TargetState StateOf(IDisk disk, string folder, UnfinishedMark ours)
    {
        if (UnfinishedMark.Read(disk, folder) is { } theirs)
            return theirs.Command.Length == 0 || (theirs.Command, theirs.From) == (ours.Command, ours.From)
                ? TargetState.Unfinished
                : throw new StoreUnfinishedException(
                    $"'{folder}' is the unfinished target of 'roundtable {theirs.Command} --from {theirs.From}', and of nothing else. "
                        + "Run that again, or remove the folder."
                );
        return disk.List(Path.Combine(folder, StoreLayout.Users)).Count == 0 ? TargetState.Empty : TargetState.Usable;
    }
}
