using Microsoft.Extensions.Logging;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>
/// Files of deleted conversations, and of requests that were kept long enough. They leave the disk once what makes them
/// needless is known to be durable; a crash before that leaves them to the next start. One thread at a time touches it.
/// </summary>
internal sealed partial class DeletedFiles(JournalSetup setup)
{
    private readonly List<(ConversationId? Id, IEnumerable<string> Paths, Action? WhenGone)> _waiting = [];
    private readonly ILogger _logger = setup.Logger;

    /// <summary>These are to go: the tombstone is written, and not yet known to be durable.</summary>
    public void Add(ConversationId? id, IEnumerable<string> paths, Action? whenGone = null) =>
        _waiting.Add((id, paths, whenGone));

    /// <summary>Removes what waits: every tombstone that was written is durable now.</summary>
    public void Remove()
    {
        if (_waiting.Count == 0)
            return;
        try
        {
            foreach (var path in _waiting.SelectMany(waiting => waiting.Paths).Concat(Aside()))
                setup.Disk.Delete(Path.Combine(setup.Folder, path));
            foreach (var (_, _, whenGone) in _waiting)
                whenGone?.Invoke();
            _waiting.Clear();
        }
        catch (DiskException failure)
        {
            LogPostponed(failure);
        }
    }

    /// <summary>What was set aside of them is text, too; the notes beside it hold none.</summary>
    private IEnumerable<string> Aside()
    {
        var ids = _waiting.Select(waiting => waiting.Id).OfType<ConversationId>().ToHashSet();
        return setup
            .Disk.List(Path.Combine(setup.Folder, StoreLayout.Aside))
            .Where(name => !name.EndsWith(".json", StringComparison.Ordinal))
            .Where(name => ConversationOf(name) is { } id && ids.Contains(id))
            .Select(name => $"{StoreLayout.Aside}/{name}");
    }

    /// <summary>The conversation that a name begins with.</summary>
    private static ConversationId? ConversationOf(string name) =>
        name.Split('-', '.') is [var user, var conversation, ..] && ConversationId.TryParse($"{user}-{conversation}", out var id)
            ? id
            : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files of deleted conversations are still there; they are tried again.")]
    private partial void LogPostponed(Exception exception);
}
