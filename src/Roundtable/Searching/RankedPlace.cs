namespace Roundtable.Searching;

/// <summary>
/// A place in the hits by rank. The newest thousand or so are ranked among themselves, then those before them, so that a page
/// costs the same however much there is. What has been shown of them is named: what is added or deleted meanwhile changes the
/// ranks of all, and yet nothing else is left out or comes twice.
/// </summary>
/// <param name="Before">What is ranked now stands in the index before this number; 1 or more.</param>
/// <param name="Newest">What came into the index since has this number or a higher one, and is not shown.</param>
/// <param name="Shown">Which of these have been shown: numbers below <paramref name="Before"/>, the highest first.</param>
/// <param name="OpenBefore">
/// Replies that were open come before all else, the newest first. Those before this one are still to be shown: a conversation's
/// number times 2^32, and the message's. 0: none.
/// </param>
public sealed record RankedPlace(long Before, long Newest, IReadOnlyList<long> Shown, long OpenBefore) : SearchPlace
{
    /// <summary>Whether it is the same place.</summary>
    public bool Equals(RankedPlace? other) =>
        other is not null
        && (Before, Newest, OpenBefore) == (other.Before, other.Newest, other.OpenBefore)
        && Shown.SequenceEqual(other.Shown);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Before, Newest, Shown.Count, OpenBefore);
}
