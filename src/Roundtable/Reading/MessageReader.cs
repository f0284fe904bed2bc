using System.Runtime.CompilerServices;
using System.Text;

namespace Roundtable.Reading;

/// <summary>Makes messages out of chunks: by sequence, damage named and its hole filled, what has ended kept in a cache.</summary>
public sealed class MessageReader(IConversationStore store, MessageCache cache, ReadingMetrics metrics, TimeProvider time)
{
    // The store is asked about so many messages at once.
    private const int AskedAtOnce = 64;

    // UTF-16 code units; what is longer is not held for the sake of its end.
    private const int LengthHeldMax = 256 * 1024;

    /// <summary>The message as it stands now, also while it streams; null when there is none.</summary>
    public async ValueTask<Message?> ReadAsync(MessageId id, CancellationToken cancellationToken)
    {
        // The store first: what has been deleted is not served from memory either.
        if (await store.FindMessageAsync(id, cancellationToken).ConfigureAwait(false) is not { } state)
            return null;
        return Known(id) ?? await ReadAsync(id, state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for somebody who passes through: what is read for them drives nothing out of the cache.</summary>
    public async ValueTask<Message?> LookAsync(MessageId id, CancellationToken cancellationToken) =>
        await store.FindMessageAsync(id, cancellationToken).ConfigureAwait(false) is { } state
            ? cache.Find(id) ?? await ReconstructAsync(id, state, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>
    /// The message without its text, for whoever has been shown that: its content is empty; and the text's length. A long one
    /// passes by chunk after chunk and is not kept, so that it needs no more memory than a short one. Null when there is none.
    /// </summary>
    internal async ValueTask<(Message Message, int Length)?> ReadEndAsync(MessageId id, CancellationToken cancellationToken)
    {
        if (await store.FindMessageAsync(id, cancellationToken).ConfigureAwait(false) is not { } state)
            return null;
        var message = Known(id);
        if (state.Length <= LengthHeldMax)
            message ??= await ReadAsync(id, state, cancellationToken).ConfigureAwait(false);
        else
            message ??= await ReconstructAsync(id, state, null, cancellationToken).ConfigureAwait(false);
        return message is null ? null : (message with { Content = "" }, state.Length);
    }

    /// <summary>
    /// The messages with these numbers, one after the other and as the snapshot has them: a message that was open then is
    /// cut where it was. Numbers without a message are passed over.
    /// </summary>
    public async IAsyncEnumerable<Message> ReadAsync(
        Conversation snapshot,
        IEnumerable<int> numbers,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var some in numbers.Chunk(AskedAtOnce))
        {
            var states = await store.FindMessagesAsync(snapshot.Id, some, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                if (states[i] is not { } state)
                    continue;
                var id = new MessageId(snapshot.Id, some[i]);
                if ((Known(id) ?? await ReadAsync(id, state, cancellationToken).ConfigureAwait(false)) is not { } message)
                    continue;
                var open = snapshot.Open.FirstOrDefault(reply => reply.Number == id.Number);
                yield return open.Number == id.Number ? AsItWas(message, open) : message;
            }
        }
    }

    private Message? Known(MessageId id)
    {
        var known = cache.Find(id);
        if (known is not null)
            metrics.Hit();
        return known;
    }

    private async ValueTask<Message?> ReadAsync(MessageId id, MessageState state, CancellationToken cancellationToken)
    {
        var message = await ReconstructAsync(id, state, cancellationToken).ConfigureAwait(false);
        // A damaged message may be mended under the same id, so it is read again each time.
        if (message is { Status: MessageStatus.Complete, Damaged: [] })
            cache.Keep(message);
        return message;
    }

    private static Message AsItWas(Message message, OpenReply open)
    {
        if (message.Status == MessageStatus.Streaming && message.Length == open.Length)
            return message;

        return message with
        {
            Content = message.Content[..Math.Min(open.Length, message.Length)],
            TokenCount = open.TokenCount,
            ChunkCount = open.ChunkCount,
            Status = MessageStatus.Streaming,
            FinishReason = null,
            Error = null,
            CompletedAt = null,
        };
    }

    private ValueTask<Message?> ReconstructAsync(MessageId id, MessageState state, CancellationToken cancellationToken) =>
        ReconstructAsync(id, state, new StringBuilder(), cancellationToken);

    /// <summary>Null when it has been deleted before all of it was read.</summary>
    /// <param name="content">Empty; takes the text. Null: the text is passed over.</param>
    private async ValueTask<Message?> ReconstructAsync(
        MessageId id,
        MessageState state,
        StringBuilder? content,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        if (
            content is not null
            && state.Status == MessageStatus.Complete
            && await store.ReadWholeAsync(id, cancellationToken).ConfigureAwait(false) is { } whole
        )
        {
            metrics.Reconstructed(time.GetElapsedTime(started), damaged: 0);
            return Assemble(id, state, (whole.First, whole.Last), whole.Tokens, []);
        }

        content?.EnsureCapacity(state.Length);
        var length = 0;
        var damaged = new List<Damage>();
        MessageChunk? opening = null;
        MessageChunk? newest = null;
        var readings = store.ReadChunksAsync(id, seqFrom: 0, cancellationToken);
        await foreach (
            var piece in ChunkSequence.PiecesAsync(readings, offset: 0, state.Length, cancellationToken).ConfigureAwait(false)
        )
        {
            content?.Append(piece.Text);
            length += piece.Text.Length;
            damaged.AddRange(piece.Damaged);
            newest = piece.Chunk ?? newest;
            opening ??= piece.Chunk;
        }

        // A hole is filled, so what is short has lost its end while it was read, and so has what has no beginning.
        var isWhole = opening is not null && length >= state.Length;
        if (!isWhole && await store.FindMessageAsync(id, cancellationToken).ConfigureAwait(false) is null)
            return null;

        metrics.Reconstructed(time.GetElapsedTime(started), damaged.Count);
        // What was appended since the state was asked for belongs to the next reading.
        var isNewer = state.Status == MessageStatus.Streaming && length > state.Length;
        if (isNewer && content is not null)
            content.Length = state.Length;
        return Assemble(id, state, (opening, newest), content?.ToString() ?? "", damaged.ToArray());
    }

    private static Message Assemble(
        MessageId id,
        MessageState state,
        (MessageChunk? First, MessageChunk? Last) chunks,
        string content,
        IReadOnlyList<Damage> damaged
    )
    {
        var (first, last) = chunks;
        var end = state.Status == MessageStatus.Complete && last is { Status: MessageStatus.Complete } ? last : null;
        return new Message
        {
            Id = id,
            Role = state.Role,
            AuthorId = first?.AuthorId,
            AgentId = first?.AgentId,
            Model = first?.Model,
            Content = content,
            TokenCount = state.TokenCount,
            ChunkCount = state.ChunkCount,
            Status = state.Status,
            FinishReason = FinishOf(state, end),
            Error = end?.Error,
            Damaged = damaged,
            ReplyTo = first?.ReplyTo,
            RoutedBy = first?.RoutedBy,
            Replaces = first?.Replaces,
            CreatedAt = first?.Timestamp ?? default,
            CompletedAt = end?.CompletedAt ?? (state.Status == MessageStatus.Complete ? last?.Timestamp : null),
            Tag = first?.Tag ?? 0,
        };
    }

    /// <summary>A user's message is complete from the start; a reply whose end is lost counts as interrupted.</summary>
    private static FinishReason? FinishOf(MessageState state, MessageChunk? end) =>
        state switch
        {
            { Status: MessageStatus.Streaming } => null,
            { Role: MessageRole.User } => FinishReason.Stop,
            _ => end?.FinishReason ?? FinishReason.Interrupted,
        };
}
