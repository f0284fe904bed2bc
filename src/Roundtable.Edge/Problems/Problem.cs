namespace Roundtable.Edge.Problems;

/// <summary>A kind of problem that a caller can meet (RFC 9457). The table in <c>docs/http.md</c> lists them all.</summary>
/// <param name="Name">Stable; the last part of the problem's <c>type</c>.</param>
/// <param name="Status">The status code.</param>
/// <param name="Title">A few words; the same for every occurrence.</param>
internal sealed record Problem(string Name, int Status, string Title)
{
    public static readonly Problem MalformedRequest = new("malformed-request", 400, "The request is malformed");
    public static readonly Problem MalformedBody = new("malformed-body", 400, "The body is malformed");
    public static readonly Problem InvalidValue = new("invalid-value", 400, "A value is not valid");
    public static readonly Problem InvalidCursor = new("invalid-cursor", 400, "This cursor does not belong here");
    public static readonly Problem UnknownAgent = new("unknown-agent", 400, "There is no such agent");
    public static readonly Problem Unauthorized = new("unauthorized", 401, "A key is needed");
    public static readonly Problem ForeignHost = new("foreign-host", 403, "The Host header names another server");
    public static readonly Problem ForeignOrigin = new("foreign-origin", 403, "The request comes from another site");
    public static readonly Problem NotFound = new("not-found", 404, "Not found");
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "The method does not fit the resource");
    public static readonly Problem RequestTimeout = new("request-timeout", 408, "The request took too long to arrive");
    public static readonly Problem TooManyReplies = new("too-many-replies", 409, "Too many replies are open");
    public static readonly Problem MessageOpen = new("message-open", 409, "The message is still being written");
    public static readonly Problem KeyReused = new("key-reused", 409, "The key was used for another request");
    public static readonly Problem Stale = new("stale", 412, "It has changed meanwhile");
    public static readonly Problem BodyTooLarge = new("body-too-large", 413, "The body is too large");
    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", 415, "The body must be JSON");
    public static readonly Problem TooManyRequests = new("too-many-requests", 429, "Too many requests");
    public static readonly Problem TooManyStreams = new("too-many-streams", 429, "Too many streams are open");
    public static readonly Problem Internal = new("internal", 500, "The server failed");
    public static readonly Problem NotReady = new("not-ready", 503, "The server is not ready yet");
    public static readonly Problem ShuttingDown = new("shutting-down", 503, "The server is shutting down");
    public static readonly Problem StorageUnavailable = new("storage-unavailable", 503, "Storage cannot write");
    public static readonly Problem StorageFull = new("storage-full", 507, "Storage is full");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        MalformedRequest,
        MalformedBody,
        InvalidValue,
        InvalidCursor,
        UnknownAgent,
        Unauthorized,
        ForeignHost,
        ForeignOrigin,
        NotFound,
        MethodNotAllowed,
        RequestTimeout,
        TooManyReplies,
        MessageOpen,
        KeyReused,
        Stale,
        BodyTooLarge,
        UnsupportedMediaType,
        TooManyRequests,
        TooManyStreams,
        Internal,
        NotReady,
        ShuttingDown,
        StorageUnavailable,
        StorageFull,
    ];

    /// <summary>Relative, and stable.</summary>
    public string Type => "/problems/" + Name;
}
