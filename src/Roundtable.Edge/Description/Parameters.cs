using Roundtable.Edge.Access;
using Roundtable.Edge.Chunks;
using Roundtable.Edge.Conversations;
using Roundtable.Edge.Messages;
using Roundtable.Edge.Rendering;
using Roundtable.Searching;

namespace Roundtable.Edge.Description;

/// <summary>The parameters of each route, for the OpenAPI document.</summary>
internal static class Parameters
{
    private static readonly Parameter Cursor = Parameter.Query("cursor", "Opaque, from an answer of this very list.");
    private static readonly Parameter ConversationId = Parameter.Path(
        OwnConversation.Route,
        "A conversation of the caller's, such as us01-co12."
    );
    private static readonly Parameter MessageId = Parameter.Path(
        OwnMessage.Route,
        "A message of the conversation, such as us01-co12-ms02."
    );

    /// <summary>Of a request that may come again.</summary>
    public static readonly Parameter[] Once =
    [
        Parameter.Header(
            "Idempotency-Key",
            "The same key and body give the first answer again, and nothing happens twice. Kept for at least 24 hours."
        ),
    ];

    public static readonly Parameter IfMatch = Parameter.Header(
        "If-Match",
        "The ETag that the change is based on; its revision counts. When it is not the newest any more, the answer is 412."
    );

    private static readonly Parameter Format = Parameter.Choice(
        HtmlFormat.Parameter,
        "Adds what is ready to be shown: the Markdown of messages as sanitised HTML. In a turn's answer, where it is events.",
        HtmlFormat.Html
    );

    public static readonly Parameter[] InConversation = [ConversationId];

    public static readonly Parameter[] InMessage = [ConversationId, MessageId];

    public static readonly Parameter[] Message = [.. InMessage, Format];

    /// <summary>Of a turn in a conversation.</summary>
    public static readonly Parameter[] Turn = [.. InConversation, .. Once, Format];

    /// <summary>Of a turn that repeats a message.</summary>
    public static readonly Parameter[] RepeatedTurn = [.. InMessage, .. Once, Format];

    public static readonly Parameter[] InChunk =
    [
        .. InMessage,
        Parameter.Path(ChunkEndpoints.Route, "Its number: 0 for the opening of an agent's message, then 1, 2, 3."),
    ];

    public static readonly Parameter[] ConversationList =
    [
        Parameter.Query("limit", "How many at most.", 1, ConversationListRequest.LimitMax, ConversationListRequest.LimitDefault),
        Cursor,
        Parameter.Choice("archived", "Only archived ones, or only others; absent: both.", "true", "false"),
        Parameter.Query("q", "Only those with these words in the title or in a message. A page may then be short, or empty."),
    ];

    public static readonly Parameter[] Search =
    [
        Parameter.Query("q", $"The words, 1 to {SearchTerms.LengthMax} UTF-16 code units. Each has to be in one text."),
        Parameter.Query("limit", "How many at most.", 1, ConversationListRequest.LimitMax, ConversationListRequest.LimitDefault),
        Cursor,
    ];

    public static readonly Parameter[] Conversation =
    [
        ConversationId,
        Parameter.Choice("messages", "Whether the messages are part of the answer; absent: they are.", "true", "false"),
        Format,
        Parameter.Header("If-None-Match", "The ETag of an earlier answer; when it still holds, the answer is 304."),
    ];

    public static readonly Parameter[] MessagePage =
    [
        ConversationId,
        Parameter.Query("limit", "How many at most.", 1, MessagePageRequest.LimitMax, MessagePageRequest.LimitDefault),
        Cursor,
        Parameter.Choice("order", "By number, up or down; absent: asc.", "asc", "desc"),
        Parameter.Query("around", "The id of a message that is to be in the page, in the middle. Not together with cursor."),
        Format,
    ];

    /// <summary>Of a stream that stays open.</summary>
    public static readonly Parameter[] Events =
    [
        Parameter.Query("cursor", "An eventCursor; only what comes after it is sent."),
        Parameter.Header("Last-Event-ID", "The id of the last event that the reader has. It wins over cursor."),
        Format,
    ];

    /// <summary>Of the caller's list.</summary>
    public static readonly Parameter[] ListEvents =
    [
        .. Events,
        Parameter.Query("conversation", "A conversation of the caller's whose own events are to be told, too."),
        Parameter.Query("conversationCursor", "An eventCursor of that conversation; only what comes after it is sent."),
    ];

    public static readonly Parameter[] MessageStream =
    [
        ConversationId,
        MessageId,
        Parameter.Header("Last-Event-ID", "The id of the last event that the reader has; only what comes after it is sent."),
        Parameter.Query(
            "offset",
            "Only what comes from here on, in UTF-16 code units. Last-Event-ID wins.",
            0,
            int.MaxValue,
            null
        ),
        Format,
    ];
}
