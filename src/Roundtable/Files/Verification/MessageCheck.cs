using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>Judges whether the chunks of one message are a whole: opening, sequence, offsets, one end, nothing behind it.</summary>
/// <param name="named">Sequence numbers of files that are there, sound or not; 0 is an opening or a user's message.</param>
/// <param name="places">What is sound, by sequence number.</param>
internal sealed class MessageCheck(MessageId id, IReadOnlySet<int> named, IReadOnlyDictionary<int, ChunkPlace> places)
{
    /// <param name="promised">Chunks that a sealed file says there are; 0 when none does.</param>
    public void Run(VerificationLog log, int promised)
    {
        if (named.Count == 0 && places.Count == 0 && promised == 0)
        {
            log.Find(StoreLayout.Message(id), Finding.Missing, "The message is lost.");
            return;
        }

        if (places.Values.Any(place => place.IsUser))
            return;
        if (!IsThere(0))
            log.Find(
                StoreLayout.Message(id),
                Finding.Missing,
                "What the message answers, and who asked whom, is lost; its text is served."
            );
        var last = Math.Max(promised, named.Concat(places.Keys).DefaultIfEmpty().Max());
        for (var seq = 1; seq <= last; seq++)
        {
            if (!IsThere(seq))
                log.Find(PathOf(seq), Finding.Missing, $"The text of chunk {seq} is lost; the rest of the message is served.");
        }

        FindCuts(log);
        FindEnd(log, last);
    }

    private bool IsThere(int seq) => named.Contains(seq) || places.ContainsKey(seq);

    private void FindCuts(VerificationLog log)
    {
        ChunkPlace? before = null;
        foreach (var place in places.Values.OrderBy(place => place.Seq))
        {
            if (before is not { } previous || Joins(log, previous, place))
                before = place;
        }
    }

    /// <summary>False when it is not to be read: the next one is to join the one before it.</summary>
    private bool Joins(VerificationLog log, ChunkPlace before, ChunkPlace place)
    {
        if (before.IsLast)
        {
            log.Find(
                PathOf(place.Seq),
                Finding.End,
                "It stands behind the end of its message, and nobody has been shown it as sound."
            );
            return false;
        }

        if (place.Span.Offset < before.Span.End || place.Span.TokenOffset < before.Span.TokenEnd)
        {
            log.Find(PathOf(place.Seq), Finding.Overlap, "It begins inside the chunk before, and is not served.");
            return false;
        }

        if (place.Seq == before.Seq + 1 && place.Span.Offset > before.Span.End)
            log.Find(
                PathOf(place.Seq),
                Finding.Offset,
                $"{place.Span.Offset - before.Span.End} code units before chunk {place.Seq} are lost."
            );
        return true;
    }

    /// <summary>A reply without an end, which is not open in the journal, has lost its last chunk.</summary>
    private void FindEnd(VerificationLog log, int last)
    {
        var hasEnd = places.Values.Any(place => place.IsLast);
        // What the last file says cannot be known when it is not sound; that has been found already.
        if (hasEnd || log.Journal?.IsOpen(id) == true || !places.ContainsKey(last))
            return;
        log.Find(
            PathOf(last + 1),
            Finding.Missing,
            "The end of the message is lost, and any text in its last chunk; it counts as interrupted."
        );
    }

    private string PathOf(int seq) => seq == 0 ? StoreLayout.Message(id) : StoreLayout.Chunk(new ChunkId(id, seq));
}
