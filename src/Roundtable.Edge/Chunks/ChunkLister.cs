using Roundtable.Edge.Wire;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Edge.Chunks;

/// <summary>Looks at a message as a row of chunks, in any store.</summary>
internal sealed class ChunkLister(IConversationStore store, MessageReader reader, StreamingOptions streaming)
{
    /// <summary>The chunks by sequence, the open one and damaged ones among them; null when there is no such message.</summary>
    public async ValueTask<IReadOnlyList<ChunkBody>?> ListAsync(MessageId id, CancellationToken cancellationToken)
    {
        // The state first: what ends meanwhile has its last chunk closed.
        if (await store.FindMessageAsync(id, cancellationToken) is not { } state)
            return null;
        var items = new List<ChunkBody>();
        MessageChunk? last = null;
        await foreach (var reading in store.ReadChunksAsync(id, seqFrom: 0, cancellationToken))
        {
            last = reading.Chunk;
            items.Add(last is null ? ChunkBody.Unsound(reading) : ChunkBody.From(last));
        }

        if (last is not null && IsOpen(last, state))
            items[^1] = items[^1] with { SizeBytes = null };
        return items.Exists(item => item.Damage is not null) ? await PlaceAsync(items, id, cancellationToken) : items;
    }

    /// <summary>A chunk that is stored as it will stay, and sound; else null.</summary>
    public async ValueTask<MessageChunk?> FindClosedAsync(MessageId id, int seq, CancellationToken cancellationToken)
    {
        if (await store.FindMessageAsync(id, cancellationToken) is not { } state)
            return null;
        var (found, isLast) = (null as MessageChunk, true);
        await foreach (var reading in store.ReadChunksAsync(id, seq, cancellationToken))
        {
            if (reading.Seq == seq)
                found = reading.Chunk;
            isLast = reading.Seq == seq;
            if (!isLast)
                break;
        }

        return found is not null && isLast && IsOpen(found, state) ? null : found;
    }

    /// <summary>
    /// The last chunk of a message that goes on, unless it is full. One that was closed because the next token would not
    /// have fitted counts as open until that token comes.
    /// </summary>
    private bool IsOpen(MessageChunk last, MessageState state) =>
        (state.Status, last.Status) == (MessageStatus.Streaming, MessageStatus.Streaming)
        && last.Seq > 0
        && last.TokenCount < streaming.ChunkTokens;

    /// <summary>Where the damaged ones are: between their sound neighbours.</summary>
    private async ValueTask<IReadOnlyList<ChunkBody>> PlaceAsync(
        List<ChunkBody> items,
        MessageId id,
        CancellationToken cancellationToken
    )
    {
        var damaged = (await reader.LookAsync(id, cancellationToken))?.Damaged ?? [];
        return
        [
            .. items.Select(item =>
                item.Damage is not null && damaged.FirstOrDefault(hole => hole.Seq == item.Seq) is { } hole
                    ? item with
                    {
                        Offset = hole.Offset,
                        Length = hole.Length,
                    }
                    : item
            ),
        ];
    }
}
