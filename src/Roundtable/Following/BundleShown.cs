using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Text that continues what the follower has.</summary>
/// <param name="Cursor">Where to go on after it.</param>
/// <param name="Offset">Where the text begins, in UTF-16 code units.</param>
/// <param name="Tokens">The text.</param>
/// <param name="TokenCount">Tokens in it; 0 for a damaged stretch.</param>
public sealed record BundleShown(MessageCursor Cursor, int Offset, string Tokens, int TokenCount) : FollowEvent(Cursor)
{
    private byte[]? _encoded; // No part of what it is: neither compared, nor copied by `with`.

    private BundleShown(BundleShown original)
        : base(original) => (Offset, Tokens, TokenCount) = (original.Offset, original.Tokens, original.TokenCount);

    /// <summary>
    /// The bundle as it goes over the wire, encoded by whoever asks first. All followers of a message are given the same
    /// bundle while it is among the newest, and so they send the same bytes.
    /// </summary>
    /// <param name="encode">One and the same for all who ask. It may run twice when two ask at once.</param>
    public ReadOnlySpan<byte> EncodedOnce(Func<BundleShown, byte[]> encode)
    {
        ArgumentNullException.ThrowIfNull(encode);
        return _encoded ??= encode(this);
    }

    /// <inheritdoc/>
    public bool Equals(BundleShown? other) =>
        other is not null
        && (Cursor, Offset, TokenCount) == (other.Cursor, other.Offset, other.TokenCount)
        && Tokens == other.Tokens;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Cursor, Offset, Tokens, TokenCount);
}
