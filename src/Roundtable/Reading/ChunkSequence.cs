using System.Runtime.CompilerServices;

namespace Roundtable.Reading;

/// <summary>
/// Puts chunks in a row and closes the holes: a damaged stretch is as long as the offsets of its sound neighbours, or the
/// message's length, say, so that every offset after it stays true.
/// </summary>
internal static class ChunkSequence
{
    /// <summary>The pieces of a message from a chunk on; without a hole and without an overlap.</summary>
    /// <param name="readings">What the store read, by sequence.</param>
    /// <param name="offset">Where the first of these chunks begins; null when it says so itself.</param>
    /// <param name="length">The message's length, as its index knows it.</param>
    public static async IAsyncEnumerable<Piece> PiecesAsync(
        IAsyncEnumerable<ChunkReading> readings,
        int? offset,
        int length,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var position = offset ?? 0;
        var holes = new List<ChunkReading>();
        await foreach (var reading in readings.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (reading.Chunk is not { } chunk || chunk.Offset < position)
            {
                holes.Add(reading.Chunk is null ? reading : ChunkReading.Damaged(reading.Seq, "format"));
                continue;
            }

            if (holes.Count > 0)
                yield return Fill(holes, position, chunk.Offset - position);
            else if (chunk.Offset > position && offset is not null)
                yield return Fill([ChunkReading.Damaged(chunk.Seq, "missing")], position, chunk.Offset - position);

            holes.Clear();
            yield return new Piece(chunk, chunk.Offset, chunk.Tokens, []);
            position = chunk.Offset + chunk.Length;
        }

        if (holes.Count > 0)
            yield return Fill(holes, position, Math.Max(0, length - position));
    }

    private static Piece Fill(List<ChunkReading> holes, int offset, int length)
    {
        // How a stretch of several lost chunks was divided is not known: the first one stands for its length.
        var damaged = holes.Select(
            (hole, i) => new Damage(hole.Seq, i == 0 ? offset : offset + length, i == 0 ? length : 0, hole.Damage!)
        );
        return new Piece(null, offset, new string('\uFFFD', length), [.. damaged]);
    }
}
