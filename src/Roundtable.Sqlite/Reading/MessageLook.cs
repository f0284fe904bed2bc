using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Reading;

/// <summary>A message at one moment: its state, how far its closed chunks reach, and the one that is open.</summary>
/// <param name="ClosedLast">The last chunk that is closed.</param>
/// <param name="Open">The open chunk as it stands; null when there is none.</param>
internal readonly record struct MessageLook(MessageState State, int ClosedLast, ChunkReading? Open)
{
    /// <summary>Null when there is no such message, or its conversation was deleted.</summary>
    public static MessageLook? At(Database database, MessageId id) =>
        MessageTable.Find(database, id) is { } row ? Of(database, row) : null;

    /// <summary>The states of some messages of a conversation, one for each number.</summary>
    public static IReadOnlyList<MessageState?> StatesOf(Database database, ConversationId id, IReadOnlyList<int> numbers)
    {
        var states = new MessageState?[numbers.Count];
        if (!ConversationTable.IsThere(database, id))
            return states;
        // Mostly they are one run of numbers, which is one look.
        for (var (first, next) = (0, 1); first < states.Length; first = next++)
        {
            while (next < states.Length && numbers[next] == numbers[next - 1] + 1)
                next++;
            try
            {
                foreach (var row in MessageTable.Run(database, id, (numbers[first], numbers[next - 1])))
                    states[first + row.Id.Number - numbers[first]] = Of(database, row).State;
            }
            catch (SqliteFailure failure) when (failure.IsDamage)
            {
                // Perhaps of the index alone: each is looked for by its id.
            }
        }

        // A damaged index may have lost what the table has, or be unreadable.
        for (var i = 0; i < states.Length; i++)
            states[i] ??= At(database, new MessageId(id, numbers[i]))?.State;
        return states;
    }

    private static MessageLook Of(Database database, MessageRow row)
    {
        if (row.Status == MessageStatus.Complete)
            return new MessageLook(StateOf(row, row.Closed), row.Closed.ChunkCount, null);

        if (BundleTable.Read(database, row.Id) is not { } bundles)
            return new MessageLook(
                StateOf(row, row.Closed),
                row.Closed.ChunkCount,
                ChunkReading.Damaged(row.Closed.ChunkCount + 1, "checksum")
            );
        var reply = LiveReply.Restore(
            row.Id,
            row.AgentId ?? "",
            (row.Closed.ChunkCount + 1, row.Closed.Length, row.Closed.TokenCount),
            bundles
        );
        return new MessageLook(
            StateOf(row, (reply.Length, reply.TokenCount, reply.ChunkCount)),
            row.Closed.ChunkCount,
            reply.OpenChunk() is { } open ? ChunkReading.Sound(open) : null
        );
    }

    private static MessageState StateOf(MessageRow row, (int Length, int TokenCount, int ChunkCount) shown) =>
        new()
        {
            Role = row.Role,
            Status = row.Status,
            Length = shown.Length,
            TokenCount = shown.TokenCount,
            ChunkCount = shown.ChunkCount,
        };
}
