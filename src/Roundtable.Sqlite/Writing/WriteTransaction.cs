using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;

namespace Roundtable.Sqlite.Writing;

/// <summary>What a request writes with. Only the writer's thread touches it.</summary>
internal sealed class WriteTransaction(Database database, TimeProvider time)
{
    private readonly List<(MessageId Message, int Seq, int Length)> _written = [];

    public Database Database => database;

    /// <summary>The chunks that have got rows since it was begun, with their lengths.</summary>
    public IReadOnlyList<(MessageId Message, int Seq, int Length)> Written => _written;

    /// <summary>The replies that are being written, as this transaction sees them.</summary>
    public OpenMessages Open { get; } = new(database);

    /// <summary>Answers to requests with keys that have been kept long enough.</summary>
    public OldRequests OldRequests { get; } = new(database);

    /// <exception cref="SqliteFailure">Somebody else writes, or the file is not where it was.</exception>
    public void Begin()
    {
        _written.Clear();
        // What is committed to a file that has lost its name is lost with this process: its log has kept the name.
        if (database.HasMoved)
            throw SqliteFailure.Moved();
        // Before it: SQLite commits nothing once a read within the transaction has met damage.
        Open.Refresh();
        database.BeginWriting();
        if (database.IsIndexLeft)
            IndexRebuild.Require(database);
    }

    /// <summary>
    /// Leaves the search's index alone from now on: it is made from the text, and where it is damaged, text is written all the
    /// same. False when that is so already.
    /// </summary>
    public bool TryLeaveIndex()
    {
        var isNew = !database.IsIndexLeft;
        database.IsIndexLeft = true;
        return isNew;
    }

    public void Insert(MessageChunk chunk)
    {
        ChunkTable.Insert(database, chunk);
        _written.Add((chunk.MessageId, chunk.Seq, chunk.Length));
    }

    public DateTimeOffset Now => time.GetUtcMilliseconds();

    /// <summary>The user's next change number. It is taken once a conversation's row has it.</summary>
    public long NextChange(UserId user) => ConversationTable.LastChange(database, user) + 1;
}
