using Microsoft.Extensions.Logging;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>
/// Files of deleted conversations, and of requests that were kept long enough. They leave the disk once what makes them
/// needless is known to be durable; a crash before that leaves them to the next start. One thread at a time touches it.
/// </summary>
internal sealed partial class DeletedFiles(JournalSetup setup)
{
    private readonly List<Removal> _waiting = [];
    private readonly ILogger _logger = setup.Logger;

    /// <summary>These are to go: the tombstone is written, and not yet known to be durable.</summary>
    public void Add(Removal removal) => _waiting.Add(removal);

    /// <summary>Removes what waits: every tombstone that was written is durable now. What cannot go stays, and is tried again.</summary>
    public void Remove()
    {
        if (_waiting.Count == 0)
            return;
        var isGone = _waiting.ToLookup(TryDelete);
        _waiting.Clear();
        _waiting.AddRange(isGone[false]);
        var told = isGone[true].Where(removal => removal.WhenGone is not null).ToList();
        if (!TryFlush(told.SelectMany(removal => removal.Paths)))
            return;
        foreach (var removal in told)
            removal.WhenGone!();
    }

    private bool TryDelete(Removal removal)
    {
        try
        {
            foreach (var path in removal.Paths.Concat(Aside(removal.Id)))
                setup.Disk.Delete(Path.Combine(setup.Folder, path));
            return true;
        }
        catch (DiskException failure)
        {
            LogPostponed(failure);
            return false;
        }
    }

    /// <summary>Whoever is told may give the names again: they must not come back.</summary>
    private bool TryFlush(IEnumerable<string> paths)
    {
        try
        {
            foreach (var folder in paths.Select(Path.GetDirectoryName).Distinct())
                setup.Disk.FlushFolder(Path.Combine(setup.Folder, folder!));
            return true;
        }
        catch (DiskException failure)
        {
            LogNotFlushed(failure);
            return false;
        }
    }

    /// <summary>What was set aside of a conversation is text, too; the notes beside it hold none.</summary>
    private IEnumerable<string> Aside(ConversationId? id) =>
        id is null
            ? []
            : setup
                .Disk.List(Path.Combine(setup.Folder, StoreLayout.Aside))
                .Where(name => !name.EndsWith(".json", StringComparison.Ordinal) && ConversationOf(name) == id)
                .Select(name => $"{StoreLayout.Aside}/{name}");

    /// <summary>The conversation that a name begins with.</summary>
    private static ConversationId? ConversationOf(string name) =>
        name.Split('-', '.') is [var user, var conversation, ..] && ConversationId.TryParse($"{user}-{conversation}", out var id)
            ? id
            : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files of deleted conversations are still there; they are tried again.")]
    private partial void LogPostponed(Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Answers to requests are gone, and stay known until the next start: a folder could not be flushed."
    )]
    private partial void LogNotFlushed(Exception exception);
}
