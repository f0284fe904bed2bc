using System.Globalization;
using Roundtable.Cursors;
using Roundtable.Files.Index;
using Roundtable.Files.Requests;
using Roundtable.Stored;

namespace Roundtable.Files;

/// <summary>Puts together what is answered about a turn: one that has just begun, or one that was begun before.</summary>
internal sealed class TurnReader(StoreIndex index, ChunkReader chunks)
{
    /// <summary>The turn of a request that is done; null when its conversation has been deleted.</summary>
    public Turn? Of(OpenReplies request)
    {
        if (request.Earlier is { } answer)
            return Replayed(answer);
        if (request.Result is not { } conversation)
            return null;
        var replies = request.Chunks.Where(chunk => chunk.AgentId is not null).Select(chunk => chunk.MessageId);
        // What has just been stored need not be read.
        var stored = request.Chunks.FirstOrDefault(chunk => chunk.MessageId == request.Question);
        var question = stored is null ? Read(request.Question) : UserMessage.Of(request.Question, ChunkReading.Sound(stored));
        return new Turn(conversation, question, [.. replies]);
    }

    /// <summary>The conversation of a request that is done; null when it has been deleted.</summary>
    public CreatedConversation? Of(CreateConversation request)
    {
        if (request.Result is { } created)
            return new CreatedConversation(created, ConversationCursor.Of(created), IsReplayed: false);
        return request.Earlier is { } answer && Find(answer) is { } found
            ? new CreatedConversation(found, ConversationCursor.Parse(answer.Cursor), IsReplayed: true)
            : null;
    }

    private Turn? Replayed(RequestFile answer)
    {
        if (Find(answer) is not { } found || answer.MessageId is null)
            return null;
        return new Turn(found, Read(Parse(answer.MessageId)), [.. (answer.Replies ?? []).Select(Parse)])
        {
            Cursor = ConversationCursor.Parse(answer.Cursor),
            IsReplayed = true,
        };
    }

    private Conversation? Find(RequestFile answer) =>
        ConversationId.TryParse(answer.ConversationId, CultureInfo.InvariantCulture, out var id) && index.Find(id) is { } entry
            ? index.Find(id.User)!.Read(entry, visible => visible.Snapshot())
            : null;

    private static MessageId Parse(string id) => MessageId.Parse(id, CultureInfo.InvariantCulture);

    private Message Read(MessageId id) => UserMessage.Of(id, chunks.Read(id, seqFrom: 1).FirstOrDefault());
}
