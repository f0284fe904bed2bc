using System.Globalization;
using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Moving;

/// <summary>Writes one unit, in a transaction that it shares with others.</summary>
internal sealed class SqliteUnitWriter(Database database, UnitBatch batch, StoreUnit unit) : IUnitWriter
{
    private MessageId? _message;
    private MessageChunk? _last;
    private bool _isNew;
    private string? _titleBefore;

    public ValueTask PutAsync(StoredRecord record, CancellationToken cancellationToken)
    {
        var line = record.Line.Span;
        var place = record.Place;
        batch.Add(line.Length);
        switch (place.Kind)
        {
            case RecordKind.Profile:
                Put(UserFile.Decode(line, unit.User, place.Number)!);
                break;
            case RecordKind.Answer:
                RequestTable.Insert(database, RequestFile.Decode(line, unit.User, place.Key)!);
                break;
            case RecordKind.Facts:
                Put(ConversationFile.Decode(line, Id, place.Number, out _)!);
                break;
            case RecordKind.Tombstone:
                Put(TombstoneFile.Decode(line, Id, place.Number)!);
                break;
            case RecordKind.Loss:
                Put(LossFile.Decode(line)!);
                break;
            default:
                PutChunk(record);
                break;
        }

        return default;
    }

    public ValueTask RemoveAsync(RecordPlace place, CancellationToken cancellationToken)
    {
        batch.Add(place.Key.Length);
        database.Prepare(MovingTables.DeleteAnswer).Bind(unit.User.ToString()).Bind(place.Key).Execute();
        return default;
    }

    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        batch.Separate();
        if (unit.ConversationId is { } id)
            PassageSync.Remove(database, id);
        foreach (var sql in unit.Conversation > 0 ? MovingTables.ClearConversation : MovingTables.ClearUser)
            database.Prepare(sql).Bind(unit.ToString()).Execute();
        return default;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        EndMessage();
        if (unit.Conversation > 0)
        {
            foreach (var loss in LossTable.Of(database, unit).Where(loss => loss.Lost))
                Reach(database, Id, loss);
            database.Prepare(MovingTables.Derive).Bind(unit.ToString()).Execute();
        }

        batch.End(unit.ConversationId, _titleBefore);
        return default;
    }

    public ValueTask DisposeAsync()
    {
        batch.Undo();
        return default;
    }

    private ConversationId Id => unit.ConversationId!.Value;

    private void Put(UserFile profile)
    {
        if (UserTable.IsThere(database, unit.User))
            UserTable.Revise(database, profile);
        else
            UserTable.Insert(database, profile, unit.User);
    }

    private void Put(ConversationFile facts)
    {
        _titleBefore ??= PassageSync.Title(database, Id);
        if (ConversationTable.Find(database, Id) is null)
            ConversationTable.Insert(database, facts, Id);
        else
            ConversationTable.Revise(database, facts);
    }

    private void Put(TombstoneFile tombstone) =>
        database
            .Prepare(MovingTables.InsertTombstone)
            .Bind(tombstone.ConversationId)
            .Bind(tombstone.UserId)
            .Bind(unit.Conversation)
            .Bind(tombstone.Revision)
            .Bind(StoredTime.Format(tombstone.Timestamp))
            .Bind(tombstone.ChangedBy)
            .Bind(StoredTag.Format(tombstone.Tag))
            .Bind(tombstone.Change)
            .Bind(ChecksummedJson.DigestIn(tombstone.Encode()))
            .Bind(tombstone.MessageCount)
            .Execute();

    private void Put(LossFile loss)
    {
        LossTable.Insert(database, unit, loss);
        if (!loss.Lost || unit.Conversation == 0 || RevisionOf(loss.Id) is not { } revision)
            return;
        database.Prepare(MovingTables.KeepSoundFacts).Bind(Id.ToString()).Bind(revision).Execute();
        database.Prepare(MovingTables.ReachLostFacts).Bind(revision).Bind(Id.ToString()).Execute();
        database
            .Prepare(MovingTables.InsertLostFacts)
            .Bind(Id.ToString())
            .Bind(unit.User.ToString())
            .Bind(unit.Conversation)
            .Bind(revision)
            .Execute();
    }

    /// <summary>Which revision of the facts an id names: <c>us01-co12</c> is the first, <c>us01-co12-r02</c> the second.</summary>
    private int? RevisionOf(string lost)
    {
        var id = Id.ToString();
        if (lost == id)
            return 1;
        return
            lost.StartsWith(id + "-r", StringComparison.Ordinal)
            && int.TryParse(lost.AsSpan(id.Length + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : null;
    }

    /// <summary>A chunk that is there is an open one, which has grown.</summary>
    private void PutChunk(StoredRecord record)
    {
        var chunk = record.Chunk!;
        if (_message != chunk.MessageId)
            BeginMessage(chunk);
        if (!_isNew)
            database.Prepare(MovingTables.DeleteChunk).Bind(chunk.MessageId.ToString()).Bind(chunk.Seq).Execute();
        // The line was checked when it was read, and is what the row is compared with.
        ChunkTable.Insert(database, chunk, ChecksummedJson.DigestIn(record.Line.Span));
        if (chunk.AuthorId is null && chunk.Seq > 0)
            _last = chunk;
    }

    private void BeginMessage(MessageChunk first)
    {
        EndMessage();
        (_message, _isNew) = (first.MessageId, MessageTable.Find(database, first.MessageId) is null);
        if (_isNew)
            MessageTable.Insert(database, first);
    }

    /// <summary>What the message's row says is what its last chunk does.</summary>
    private void EndMessage()
    {
        if (_last is { Status: MessageStatus.Complete } end)
            MessageTable.End(database, end);
        else if (_last is { } open)
            MessageTable.Grow(database, open);
        _last = null;
    }

    /// <summary>What is lost keeps its number.</summary>
    internal static void Reach(Database database, ConversationId id, LossFile loss)
    {
        if (ChunkId.TryParse(loss.Id, CultureInfo.InvariantCulture, out var chunk))
            database.Prepare(MovingTables.ReachLostChunk).Bind(chunk.Seq).Bind(chunk.Message.ToString()).Execute();
        else if (MessageId.TryParse(loss.Id, CultureInfo.InvariantCulture, out var message))
            database
                .Prepare(MovingTables.InsertLostMessage)
                .Bind(loss.Id)
                .Bind(id.ToString())
                .Bind(message.Number)
                .Bind(StoredTime.Format(loss.Timestamp))
                .Execute();
    }
}
