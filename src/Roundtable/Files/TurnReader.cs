using System.Globalization;
using Roundtable.Cursors;
using Roundtable.Files.Index;
using Roundtable.Files.Json;
using Roundtable.Files.Requests;

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
        var question = stored is null ? Read(request.Question) : ToMessage(request.Question, ChunkReading.Sound(stored));
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

    private Message Read(MessageId id) => ToMessage(id, chunks.Read(id, seqFrom: 1).FirstOrDefault());

    /// <summary>A user's message; one that is damaged is empty, and says so.</summary>
    private static Message ToMessage(MessageId id, ChunkReading reading)
    {
        var chunk = reading.Chunk;
        return new Message
        {
            Id = id,
            Role = MessageRole.User,
            AuthorId = chunk?.AuthorId,
            Content = chunk?.Tokens ?? "",
            TokenCount = chunk?.TokenCount ?? 0,
            ChunkCount = 1,
            Status = MessageStatus.Complete,
            FinishReason = FinishReason.Stop,
            Damaged = chunk is null ? [new Damage(1, 0, 0, reading.Damage ?? "missing")] : [],
            ReplyTo = chunk?.ReplyTo,
            CreatedAt = chunk?.Timestamp ?? default,
            CompletedAt = chunk?.Timestamp,
            Tag = chunk?.Tag ?? 0,
        };
    }
}
