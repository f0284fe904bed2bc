using Roundtable.Files.Verification;
using Roundtable.Moving;
using Roundtable.Stored;

namespace Roundtable.Files.Moving;

/// <summary>Writes one unit into a data folder. What is there already was listed when the unit was opened.</summary>
internal sealed class FolderUnitWriter(FolderTarget target, StoreUnit unit) : IUnitWriter
{
    private bool _hasLosses;
    private bool _isCommitted;
    private MessageFolding? _messages;

    public ValueTask PutAsync(StoredRecord record, CancellationToken cancellationToken)
    {
        var place = record.Place;
        switch (place.Kind)
        {
            case RecordKind.Profile:
                target.Files.Write(StoreLayout.User(unit.User, place.Number), record.Line.ToArray());
                break;
            case RecordKind.Answer:
                target.Files.Write(StoreLayout.Request(unit.User, place.Key), record.Line.ToArray());
                break;
            case RecordKind.Facts or RecordKind.Tombstone:
                target.Files.Write(StoreLayout.Conversation(Id, place.Number), record.Line.ToArray());
                break;
            case RecordKind.Loss:
                _hasLosses = true;
                WriteNote(record);
                break;
            default:
                (_messages ??= Messages()).Add(record);
                break;
        }

        return default;
    }

    public ValueTask RemoveAsync(RecordPlace place, CancellationToken cancellationToken)
    {
        target.Files.Delete(StoreLayout.Request(unit.User, place.Key));
        return default;
    }

    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        target.Forget();
        foreach (var path in Paths().ToList())
            target.Files.Delete(path);
        target.Forget();
        return default;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        _messages?.Finish();
        _isCommitted = true;
        return default;
    }

    /// <summary>What was written in vain is there, and is listed when the unit is written again.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_isCommitted)
            target.Forget();
        return default;
    }

    private ConversationId Id => unit.ConversationId!.Value;

    private UserNames Names => target.NamesOf(unit.User);

    private MessageFolding Messages()
    {
        var names = Names.Conversations.GetValueOrDefault(unit.Conversation);
        var through = 0;
        for (var seal = 1; seal <= names?.Seals.Max; seal++)
            through = Math.Max(through, SealedReader.Open(target.Disk, target.Folder, (Id, seal))?.Head.Last ?? 0);
        return new MessageFolding(Id, target.Files, (through, names?.Seals.Max ?? 0), _hasLosses || names?.Chunks.Count > 0);
    }

    private IEnumerable<string> Paths()
    {
        if (unit.Conversation > 0)
            return Names.Conversations.GetValueOrDefault(unit.Conversation)?.Paths(Id) ?? [];
        return Names
            .Profiles.Select(revision => StoreLayout.User(unit.User, revision))
            .Concat(Names.Requests.Select(key => StoreLayout.Request(unit.User, key)));
    }

    /// <summary>Under the next number that no other note of this place has.</summary>
    private void WriteNote(StoredRecord record)
    {
        var note = LossNotes.ToNote(record);
        var bytes = ChecksummedJson.Encode(note, FileJson.Default.DamageNote);
        for (var number = 1; ; number++)
        {
            var path = $"{StoreLayout.Aside}/{Path.GetFileName(note.Path)}.{number}{KnownLosses.NoteExtension}";
            if (target.Disk.Read(Path.Combine(target.Folder, path)) is { } there && !there.AsSpan().SequenceEqual(bytes))
                continue;
            target.Files.Write(path, bytes);
            return;
        }
    }
}
