namespace Roundtable.Moving;

/// <summary>
/// A part of a store that is moved in one piece: what is a user's own (profile, answers to requests), or one conversation.
/// Units have one order in every store: a user, then the user's conversations, by their numbers.
/// </summary>
/// <param name="User">Whose it is.</param>
/// <param name="Conversation">The conversation's number; 0: what is the user's own.</param>
public readonly record struct StoreUnit(UserId User, int Conversation) : IComparable<StoreUnit>
{
    /// <summary>The conversation; null for what is the user's own.</summary>
    public ConversationId? ConversationId => Conversation > 0 ? new ConversationId(User, Conversation) : null;

    /// <inheritdoc/>
    public int CompareTo(StoreUnit other) => (User.Number, Conversation).CompareTo((other.User.Number, other.Conversation));

    /// <summary>Whether a unit comes before another one.</summary>
    public static bool operator <(StoreUnit left, StoreUnit right) => left.CompareTo(right) < 0;

    /// <summary>Whether a unit comes after another one.</summary>
    public static bool operator >(StoreUnit left, StoreUnit right) => left.CompareTo(right) > 0;

    /// <summary>Whether a unit does not come after another one.</summary>
    public static bool operator <=(StoreUnit left, StoreUnit right) => left.CompareTo(right) <= 0;

    /// <summary>Whether a unit does not come before another one.</summary>
    public static bool operator >=(StoreUnit left, StoreUnit right) => left.CompareTo(right) >= 0;

    /// <summary>The id of the conversation, or of the user.</summary>
    public override string ToString() => ConversationId?.ToString() ?? User.ToString();
}
