namespace Roundtable.Moving;

/// <summary>Where a record stands in its unit. Places are ordered, and no two records of a unit have the same one.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Of a profile, facts or a tombstone: the revision. Of a chunk: the message's number. Else 0.</param>
/// <param name="Seq">Of a chunk: its sequence number. Else 0.</param>
/// <param name="Key">Of an answer: the request's key. Of a loss: what is lost, a space, and why. Else empty.</param>
public readonly record struct RecordPlace(RecordKind Kind, int Number, int Seq, string Key) : IComparable<RecordPlace>
{
    /// <summary>The place of a revision.</summary>
    public static RecordPlace OfRevision(RecordKind kind, int revision) => new(kind, revision, 0, "");

    /// <summary>The place of an answer, or of a loss.</summary>
    public static RecordPlace OfKey(RecordKind kind, string key) => new(kind, 0, 0, key);

    /// <summary>The place of a chunk.</summary>
    public static RecordPlace OfChunk(int message, int seq) => new(RecordKind.Chunk, message, seq, "");

    /// <inheritdoc/>
    public int CompareTo(RecordPlace other)
    {
        var order = (Kind, Number, Seq).CompareTo((other.Kind, other.Number, other.Seq));
        return order != 0 ? order : string.CompareOrdinal(Key, other.Key);
    }

    /// <summary>Whether a place comes before another one.</summary>
    public static bool operator <(RecordPlace left, RecordPlace right) => left.CompareTo(right) < 0;

    /// <summary>Whether a place comes after another one.</summary>
    public static bool operator >(RecordPlace left, RecordPlace right) => left.CompareTo(right) > 0;

    /// <summary>Whether a place does not come after another one.</summary>
    public static bool operator <=(RecordPlace left, RecordPlace right) => left.CompareTo(right) <= 0;

    /// <summary>Whether a place does not come before another one.</summary>
    public static bool operator >=(RecordPlace left, RecordPlace right) => left.CompareTo(right) >= 0;
}
