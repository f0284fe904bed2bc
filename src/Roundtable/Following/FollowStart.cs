using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>From where a message is followed: a snapshot first, or what comes after a cursor or an offset.</summary>
public readonly record struct FollowStart
{
    private FollowStart(MessageCursor? cursor, int? offset) => (Cursor, Offset) = (cursor, offset);

    /// <summary>The message as it stands, then what comes.</summary>
    public static FollowStart Snapshot => default;

    internal MessageCursor? Cursor { get; }

    internal int? Offset { get; }

    /// <summary>What comes after a cursor of the same message.</summary>
    public static FollowStart After(MessageCursor cursor) => new(cursor, null);

    /// <summary>What comes from an offset on; 0 is the beginning.</summary>
    public static FollowStart At(int offset) => new(null, offset);
}
