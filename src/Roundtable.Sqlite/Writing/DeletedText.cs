using Roundtable.Sqlite.Checkpointing;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;

namespace Roundtable.Sqlite.Writing;

/// <summary>
/// Takes the text of deleted conversations out of the file, and its words out of the index: a few messages at a time, so that
/// nobody waits for a large one.
/// </summary>
internal static class DeletedText
{
    private const int MessagesAtOnce = 64;

    /// <summary>Takes a step; false when nothing is left to take out.</summary>
    public static bool TryStep(WriteTransaction transaction)
    {
        var database = transaction.Database;
        if (DeletedTable.First(database) is not { } id)
            return !database.IsIndexLeft && IndexMerge.TryStep(database);
        var messages = MessageTable.Some(database, id, MessagesAtOnce);
        foreach (var message in messages)
        {
            if (MessageId.TryParse(message, null, out var parsed))
                PassageWriter.Remove(database, parsed);
            MessageTable.Delete(database, message);
        }

        if (messages.Count > 0)
            return true;
        DeletedTable.Remove(database, id);
        PageGaps.Require(database);
        IndexMerge.Require(database);
        return true;
    }
}
