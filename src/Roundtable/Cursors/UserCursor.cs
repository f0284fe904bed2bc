using System.Diagnostics.CodeAnalysis;

namespace Roundtable.Cursors;

/// <summary>A place in what changes in a user's list of conversations: what an answer showed, so that what follows it is new.</summary>
/// <param name="User">Whose list.</param>
/// <param name="Change">The highest change number that the reader knows; 0: none.</param>
/// <param name="At">When that change was made, in milliseconds: a restored backup gives its number out once more, later.</param>
public readonly record struct UserCursor(UserId User, long Change, DateTimeOffset At) : IParsable<UserCursor>
{
    private const byte Kind = (byte)'u';
    private static readonly ulong MillisecondsMax = (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Before everything: all is news.</summary>
    public static UserCursor Beginning(UserId user) => new(user, 0, DateTimeOffset.UnixEpoch);

    /// <inheritdoc/>
    public static UserCursor Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var cursor) ? cursor : throw new FormatException("This is not a cursor of a user's changes.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UserCursor result)
    {
        result = default;
        if (CursorReader.Open(s, Kind) is not { } reader || !reader.TryReadNumber(out var user))
            return false;
        if (!reader.TryReadUInt64(out var change) || change > long.MaxValue)
            return false;
        if (!reader.TryReadUInt64(out var at) || at > MillisecondsMax || !reader.IsAtEnd)
            return false;
        result = new UserCursor(new UserId(user), (long)change, DateTimeOffset.FromUnixTimeMilliseconds((long)at));
        return true;
    }

    /// <summary>The text that clients keep.</summary>
    public override string ToString() =>
        new CursorWriter(Kind)
            .WriteInt32(User.Number)
            .WriteUInt64((ulong)Change)
            .WriteUInt64((ulong)Math.Max(0, At.ToUnixTimeMilliseconds()))
            .ToString();
}
