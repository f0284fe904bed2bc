using System.Diagnostics.CodeAnalysis;

namespace Roundtable.Cursors;

/// <summary>A place in a list of conversations, bound to its user and its query.</summary>
/// <param name="User">Whose list.</param>
/// <param name="Archived">The list's filter.</param>
/// <param name="BeforeChange">The next page holds what has a lower change number.</param>
public readonly record struct ConversationListCursor(UserId User, bool? Archived, long BeforeChange)
    : IParsable<ConversationListCursor>
{
    private const byte Kind = (byte)'l';

    /// <inheritdoc/>
    public static ConversationListCursor Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var cursor)
            ? cursor
            : throw new FormatException("This is not a cursor of a list of conversations.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ConversationListCursor result)
    {
        result = default;
        if (
            CursorReader.Open(s, Kind) is not { } reader
            || !reader.TryReadNumber(out var user)
            || !reader.TryReadInt32(out var archived)
        )
            return false;
        if (archived > 2 || !reader.TryReadUInt64(out var change) || change > long.MaxValue || !reader.IsAtEnd)
            return false;
        result = new ConversationListCursor(new UserId(user), archived == 2 ? null : archived == 1, (long)change);
        return true;
    }

    /// <summary>The text that clients keep.</summary>
    public override string ToString() =>
        new CursorWriter(Kind)
            .WriteInt32(User.Number)
            .WriteInt32(
                Archived switch
                {
                    null => 2,
                    true => 1,
                    false => 0,
                }
            )
            .WriteUInt64((ulong)BeforeChange)
            .ToString();
}
