using System.Diagnostics.CodeAnalysis;

namespace Roundtable.Cursors;

/// <summary>
/// A place in everything that happens in a conversation: what an answer showed, so that what follows it is new. Opaque
/// text for clients, valid as long as the conversation exists.
/// </summary>
public sealed record ConversationCursor : IParsable<ConversationCursor>
{
    private const byte Kind = (byte)'c';

    /// <summary>The conversation.</summary>
    public required ConversationId Id { get; init; }

    /// <summary>The conversation's tag.</summary>
    public required ulong Tag { get; init; }

    /// <summary>The revision of the facts that the reader has; 0: it has nothing, and begins.</summary>
    public required int Revision { get; init; }

    /// <summary>Messages up to this number are known to the reader.</summary>
    public required int MessageCount { get; init; }

    /// <summary>Of these, the ones whose end the reader does not know, and how much of each it has.</summary>
    public required IReadOnlyList<OpenReply> Open { get; init; }

    /// <summary>Whether a reader with this cursor is to begin as one without any.</summary>
    internal bool IsBeginning => Revision == 0;

    /// <summary>The cursor of a reader who has been shown nothing, or not yet all that it has to begin with.</summary>
    internal static ConversationCursor Beginning(Conversation conversation) =>
        new()
        {
            Id = conversation.Id,
            Tag = conversation.Tag,
            Revision = 0,
            MessageCount = 0,
            Open = [],
        };

    /// <summary>The cursor that covers exactly what a conversation's snapshot shows.</summary>
    public static ConversationCursor Of(Conversation conversation) =>
        new()
        {
            Id = conversation.Id,
            Tag = conversation.Tag,
            Revision = conversation.Revision,
            MessageCount = conversation.MessageCount,
            Open = conversation.Open,
        };

    /// <inheritdoc/>
    public static ConversationCursor Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var cursor) ? cursor : throw new FormatException("This is not a cursor of a conversation.");

    /// <inheritdoc/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out ConversationCursor result
    )
    {
        result = null;
        if (
            CursorReader.Open(s, Kind) is not { } reader
            || !reader.TryReadConversation(out var id)
            || !reader.TryReadUInt64(out var tag)
        )
            return false;
        if (
            !reader.TryReadInt32(out var revision)
            || !reader.TryReadInt32(out var messageCount)
            || !reader.TryReadInt32(out var openCount)
        )
            return false;
        // One more than may be open: a reply that has begun and ended while 64 others are open is shown before its end.
        if (openCount > TooManyRepliesException.OpenMax + 1)
            return false;

        var open = new OpenReply[openCount];
        for (var i = 0; i < openCount; i++)
        {
            if (!reader.TryReadNumber(out var number) || number > messageCount || !reader.TryReadInt32(out var length))
                return false;
            open[i] = new OpenReply(number, Tag: 0, length);
        }

        // Those that were given out before tags were part of them still hold, but for the replies: they are shown anew.
        for (var i = 0; i < openCount && !(i == 0 && reader.IsAtEnd); i++)
        {
            if (!reader.TryReadUInt64(out var replyTag))
                return false;
            open[i] = open[i] with { Tag = replyTag };
        }

        result = new ConversationCursor
        {
            Id = id,
            Tag = tag,
            Revision = revision,
            MessageCount = messageCount,
            Open = open,
        };
        return reader.IsAtEnd;
    }

    /// <summary>The text that clients keep.</summary>
    public override string ToString()
    {
        var writer = new CursorWriter(Kind).WriteConversation(Id).WriteUInt64(Tag);
        writer.WriteInt32(Revision).WriteInt32(MessageCount).WriteInt32(Open.Count);
        foreach (var reply in Open)
            writer.WriteInt32(reply.Number).WriteInt32(reply.Length);
        foreach (var reply in Open)
            writer.WriteUInt64(reply.Tag);
        return writer.ToString();
    }
}
