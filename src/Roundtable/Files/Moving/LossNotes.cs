using Roundtable.Files.Verification;
using Roundtable.Moving;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Moving;

/// <summary>The notes in <c>aside/</c> as records that every store can keep, and back.</summary>
internal static class LossNotes
{
    private const string Extension = ".json";

    /// <summary>The unit to which the note belongs; null when only this folder is concerned.</summary>
    public static StoreUnit? UnitOf(DamageNote note)
    {
        if (note.Lost.Count == 0 && note.Reason != Finding.Offset)
            return null;
        var name = Path.GetFileName(note.Path.AsSpan());
        if (StoreLayout.TryParseMessage(name, out var message, out _))
            return new StoreUnit(message.Conversation.User, message.Conversation.Number);
        if (StoreLayout.TryParseConversation(name, out var conversation, out _))
            return new StoreUnit(conversation.User, conversation.Number);
        return StoreLayout.TryParseUser(name, out _) && UserId.TryParse(note.Path.Split('/')[1], null, out var user)
            ? new StoreUnit(user, 0)
            : null;
    }

    public static StoredRecord ToRecord(DamageNote note, StoreUnit unit)
    {
        var name = Path.GetFileName(note.Path);
        var id = name[..^Extension.Length];
        var loss = new LossFile
        {
            Id = unit.Conversation == 0 ? unit.User + id["user".Length..] : id,
            Reason = note.Reason,
            Cost = note.Cost,
            Lost = note.Lost.Count > 0,
            Timestamp = note.Timestamp,
            Format = ChecksummedJson.Format,
        };
        return new StoredRecord(RecordPlace.OfKey(RecordKind.Loss, $"{loss.Id} {loss.Reason}"), loss.Encode(), null, 0);
    }

    public static DamageNote ToNote(StoredRecord record)
    {
        var loss = LossFile.Decode(record.Line.Span)!;
        var path = PathOf(loss.Id);
        return new DamageNote
        {
            Path = path,
            Aside = null,
            Reason = loss.Reason,
            Cost = loss.Cost,
            Lost = loss.Lost ? [path] : [],
            Timestamp = loss.Timestamp,
            Format = ChecksummedJson.Format,
        };
    }

    /// <summary>Where the record with this id is, or would be.</summary>
    public static string PathOf(string id)
    {
        var name = id + Extension;
        if (StoreLayout.TryParseMessage(name, out var message, out var seq))
            return seq == 0 ? StoreLayout.Message(message) : StoreLayout.Chunk(new ChunkId(message, seq));
        if (StoreLayout.TryParseConversation(name, out var conversation, out var revision))
            return StoreLayout.Conversation(conversation, revision);
        var user = UserId.Parse(id.Split('-')[0]);
        return $"{StoreLayout.UserFolder(user)}/user{name[user.ToString().Length..]}";
    }
}
