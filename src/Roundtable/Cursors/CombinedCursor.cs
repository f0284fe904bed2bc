using System.Diagnostics.CodeAnalysis;

namespace Roundtable.Cursors;

/// <summary>A place in a user's list and in one of its conversations at once. Opaque text for clients.</summary>
/// <param name="List">The place in the list.</param>
/// <param name="Conversation">The place in the conversation.</param>
public sealed record CombinedCursor(UserCursor List, ConversationCursor Conversation) : IParsable<CombinedCursor>
{
    private const char Separator = '.';

    /// <inheritdoc/>
    public static CombinedCursor Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var cursor)
            ? cursor
            : throw new FormatException("This is not a cursor of a list and a conversation.");

    /// <inheritdoc/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out CombinedCursor result
    )
    {
        result =
            s?.Split(Separator) is [var first, var second]
            && UserCursor.TryParse(first, provider, out var list)
            && ConversationCursor.TryParse(second, provider, out var conversation)
            && conversation.Id.User == list.User
                ? new CombinedCursor(list, conversation)
                : null;
        return result is not null;
    }

    /// <summary>The text that clients keep.</summary>
    public override string ToString() => $"{List}{Separator}{Conversation}";
}
