using Roundtable.Disk;
using Roundtable.Files.Moving;
using Roundtable.Moving;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>
/// Reads everything in a data folder and changes nothing, also beside the process that serves it. Files appear, are sealed
/// and vanish meanwhile: what a first pass suspects counts only when a second one, with the journal in hand, finds it again.
/// Memory grows with the longest list of one user's files by 8 bytes each, and with the damage.
/// </summary>
public sealed class StoreVerifier
{
    private readonly IDisk _disk;
    private readonly string _folder;

    /// <param name="folder">The data folder.</param>
    public StoreVerifier(string folder)
        : this(folder, new LinuxDisk()) { }

    internal StoreVerifier(string folder, IDisk disk) => (_folder, _disk) = (Path.GetFullPath(folder), disk);

    /// <summary>Reads all of it: conversation by conversation, on as many processors as there are.</summary>
    /// <param name="progress">Told after every file, by one thread at a time.</param>
    /// <exception cref="StoreUnfinishedException">The folder is the target of a copy that is not finished.</exception>
    public VerificationSummary Verify(IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        UnfinishedMark.RequireNone(_disk, _folder);
        var total = progress is null ? 0 : FolderEntry.Count(_folder);
        var first = new VerificationLog(_disk, _folder)
        {
            Told = log =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new VerificationProgress(log.Files, Math.Max(total, log.Files), log.SizeBytes));
            },
        };
        var losses = KnownLosses.Read(_disk, _folder);
        Pass(first, losses, only: null);
        var damage = first.Findings.Count == 0 ? [] : Confirm(first.Findings, cancellationToken);
        return new VerificationSummary
        {
            Files = first.Files,
            SizeBytes = first.SizeBytes,
            Users = first.Users,
            Conversations = first.Conversations,
            Messages = first.Messages,
            Damage = damage,
            KnownLosses =
            [
                .. losses.Notes.Select(note => new Finding(note.Path, VerificationLog.IdOf(note.Path), note.Reason, note.Cost)),
            ],
            Notes = first.Notes,
        };
    }

    /// <summary>What still stands when the places in question are looked at again.</summary>
    private List<Finding> Confirm(IReadOnlyList<Finding> suspected, CancellationToken cancellationToken)
    {
        // First the journal, then the files: what was durable when it was suspected is in the one or in the other.
        var second = new VerificationLog(_disk, _folder)
        {
            Told = _ => cancellationToken.ThrowIfCancellationRequested(),
            Journal = JournalLook.Read(_disk, _folder),
        };
        var losses = KnownLosses.Read(_disk, _folder);
        Pass(second, losses, suspected.Select(finding => ConversationOf(finding.Path)).OfType<ConversationId>().ToHashSet());
        var keys = suspected.Select(KeyOf).ToHashSet();
        return
        [
            .. second
                .Findings.Where(finding => keys.Contains(KeyOf(finding)))
                .Where(finding => finding.IsThere || !losses.Contains(finding.Path, finding.Reason))
                .DistinctBy(KeyOf),
        ];
    }

    private static (string, string, string) KeyOf(Finding finding) => (finding.Path, finding.Id, finding.Reason);

    private static ConversationId? ConversationOf(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        if (StoreLayout.TryParseMessage(name, out var message, out _))
            return message.Conversation;
        return
            StoreLayout.TryParseConversation(name, out var conversation, out _)
            || StoreLayout.TryParseSealed(name, out conversation, out _)
            ? conversation
            : null;
    }

    private void Pass(VerificationLog log, KnownLosses losses, IReadOnlySet<ConversationId>? only)
    {
        new RootCheck(_folder, log, _disk).Run();
        log.Find((log.Journal ?? JournalLook.Read(_disk, _folder)).Damage);
        foreach (
            var entry in FolderEntry
                .In(Path.Combine(_folder, StoreLayout.Users))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
        )
        {
            var path = $"{StoreLayout.Users}/{entry.Name}";
            if (!UserId.TryParse(entry.Name, null, out var user))
                log.Note(path, "It is passed over.");
            else if (entry.IsLink)
                log.Find(path, Finding.Link, "It is not followed: what is behind it is not served.");
            else
                new UserCheck(user, _folder, log).Run(losses, only);
        }
    }
}
