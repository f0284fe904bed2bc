using Roundtable.Cursors;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Keeps what a request with a key is answered, in the same transaction as what it does.</summary>
internal static class RequestAnswer
{
    /// <summary>
    /// Whether there is nothing to do but to give the first answer again, which is null when there is none, and only that was
    /// asked for.
    /// </summary>
    /// <exception cref="RequestKeyConflictException">The key was used for another request.</exception>
    public static bool IsReplay(WriteTransaction transaction, UserId user, RequestKey? key, out RequestFile? earlier)
    {
        earlier = null;
        if (key is null)
            return false;
        earlier = RequestTable.Find(transaction.Database, user, key.Key);
        if (earlier is not null && earlier.Body != key.Body)
            throw new RequestKeyConflictException();
        return earlier is not null || key.IsReplayOnly;
    }

    /// <summary>Keeps the answer, if the request has a key.</summary>
    public static void Keep(
        WriteTransaction transaction,
        RequestKey? key,
        ConversationCursor cursor,
        params IReadOnlyList<MessageId> messages
    )
    {
        if (key is null)
            return;
        transaction.OldRequests.Forget();
        RequestTable.Insert(
            transaction.Database,
            new RequestFile
            {
                UserId = cursor.Id.User.ToString(),
                Key = key.Key,
                Body = key.Body,
                ConversationId = cursor.Id.ToString(),
                MessageId = messages.Count > 0 ? messages[0].ToString() : null,
                Replies = messages.Count > 1 ? [.. messages.Skip(1).Select(reply => reply.ToString())] : null,
                Cursor = cursor.ToString(),
                Timestamp = transaction.Now,
                Format = ChecksummedJson.Format,
            }
        );
    }
}
