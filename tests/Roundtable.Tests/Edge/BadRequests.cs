using Roundtable.Cursors;
using Roundtable.Searching;

namespace Roundtable.Tests.Edge;

/// <summary>Requests that are refused, each with how. One conversation is there, with one message that asked nobody.</summary>
internal static class BadRequests
{
    private const string One = "/api/conversations/us01-co01";
    private const string Reply = One + "/messages/us01-co01-ms01";
    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 5_000));

    /// <summary>Path, status, problem, member.</summary>
    public static TheoryData<string, int, string, string?> Reads =>
        new()
        {
            { "/api", 404, "not-found", null },
            { "/api/nothing", 404, "not-found", null },
            { "/nothing", 404, "not-found", null },
            { "/openapi/v2.json", 404, "not-found", null },
            { "/api/conversations/us01-co02", 404, "not-found", null },
            { "/api/conversations/us02-co01", 404, "not-found", null },
            { "/api/conversations/us1-co1", 404, "not-found", null },
            { "/api/conversations/US01-CO01", 404, "not-found", null },
            { "/api/conversations/us01-co001", 404, "not-found", null },
            { "/api/conversations/..%2f..%2fetc%2fpasswd", 404, "not-found", null },
            { "/api/conversations/%2e%2e/messages", 404, "not-found", null },
            { "/api/conversations/us01-co01%0a", 404, "not-found", null },
            { "/api/conversations/" + new string('9', 4_000), 404, "not-found", null },
            { "/api/conversations/us99999999999-co01/messages", 404, "not-found", null },
            { One + "/messages/us01-co01-ms02", 404, "not-found", null },
            { One + "/messages/us01-co02-ms01", 404, "not-found", null },
            { One + "/messages/ms01", 404, "not-found", null },
            { One + "/messages/us01-co01-ms02/stream", 404, "not-found", null },
            { "/api/conversations/us02-co01/messages/us02-co01-ms01/stream", 404, "not-found", null },
            { One + "/events?cursor=x", 400, "invalid-cursor", "cursor" },
            { "/api/conversations/us01-co09/events", 404, "not-found", null },
            { "/api/events?cursor=x", 400, "invalid-cursor", "cursor" },
            { "/api/search", 400, "invalid-value", "q" },
            { "/api/search?q=", 400, "invalid-value", "q" },
            { "/api/search?q=%20-%20", 400, "invalid-value", "q" },
            { "/api/search?q=" + new string('x', 129), 400, "invalid-value", "q" },
            { "/api/search?q=x&q=y", 400, "invalid-value", "q" },
            { "/api/search?q=x&limit=101", 400, "invalid-value", "limit" },
            { "/api/search?q=x&cursor=AAAA", 400, "invalid-cursor", "cursor" },
            { $"/api/search?q=x&cursor={List(user: 1, null)}", 400, "invalid-cursor", "cursor" },
            { $"/api/search?q=x&cursor={Hits(user: 1, "y")}", 400, "invalid-cursor", "cursor" },
            { $"/api/search?q=x&cursor={Hits(user: 2, "x")}", 400, "invalid-cursor", "cursor" },
            { $"/api/conversations?q=x&cursor={Hits(user: 1, "x")}", 400, "invalid-cursor", "cursor" },
            { $"/api/search?q=x&cursor={Ranked("x")}", 400, "invalid-cursor", "cursor" },
            { One + "?messages=maybe", 400, "invalid-value", "messages" },
            { "/api/conversations?q=", 400, "invalid-value", "q" },
            { "/api/conversations?limit=0", 400, "invalid-value", "limit" },
            { "/api/conversations?limit=101", 400, "invalid-value", "limit" },
            { "/api/conversations?limit=-1", 400, "invalid-value", "limit" },
            { "/api/conversations?limit=", 400, "invalid-value", "limit" },
            { "/api/conversations?limit=ten", 400, "invalid-value", "limit" },
            { "/api/conversations?limit=99999999999999999999", 400, "invalid-value", "limit" },
            { "/api/conversations?limit=1&limit=2", 400, "invalid-value", "limit" },
            { "/api/conversations?archived=1", 400, "invalid-value", "archived" },
            { "/api/conversations?cursor=", 400, "invalid-cursor", "cursor" },
            { "/api/conversations?cursor=AAAA", 400, "invalid-cursor", "cursor" },
            { "/api/conversations?cursor=" + new string('A', 3_000), 400, "invalid-cursor", "cursor" },
            { $"/api/conversations?cursor={List(user: 2, null)}", 400, "invalid-cursor", "cursor" },
            { $"/api/conversations?cursor={List(user: 1, true)}", 400, "invalid-cursor", "cursor" },
            { $"/api/conversations?cursor={Flipped(List(user: 1, null))}", 400, "invalid-cursor", "cursor" },
            { One + "/messages?limit=0", 400, "invalid-value", "limit" },
            { One + "/messages?limit=201", 400, "invalid-value", "limit" },
            { One + "/messages?order=up", 400, "invalid-value", "order" },
            { One + $"/messages?cursor={Page(1, 1, true)}", 400, "invalid-cursor", "cursor" },
            { One + $"/messages?cursor={Page(1, 2, false)}", 400, "invalid-cursor", "cursor" },
            { One + $"/messages?cursor={Page(2, 1, false)}", 400, "invalid-cursor", "cursor" },
            { One + $"/messages?cursor={Page(1, 1, false)}&around=us01-co01-ms01", 400, "invalid-value", "around" },
            { One + "/messages?around=us01-co01-ms01&order=desc", 400, "invalid-value", "order" },
            { One + "/messages?around=ms1", 400, "invalid-value", "around" },
            { One + "/messages?around=us01-co01-ms02", 404, "not-found", null },
            { One + "/messages?around=us02-co01-ms01", 404, "not-found", null },
            { Reply + "/stream?offset=-1", 400, "invalid-value", "offset" },
            { Reply + "/stream?offset=x", 400, "invalid-value", "offset" },
        };

    /// <summary>Path, body, status, problem, member.</summary>
    public static TheoryData<string, string, int, string, string?> Writes =>
        new()
        {
            { "/api/conversations", "", 400, "malformed-body", null },
            { "/api/conversations", "null", 400, "malformed-body", null },
            { "/api/conversations", "[]", 400, "malformed-body", null },
            { "/api/conversations", "{", 400, "malformed-body", null },
            { "/api/conversations", "{} {}", 400, "malformed-body", null },
            { "/api/conversations", "{} // comment", 400, "malformed-body", null },
            { "/api/conversations", """{ "title": "a", }""", 400, "malformed-body", null },
            { "/api/conversations", """{ "title": 1 }""", 400, "malformed-body", "title" },
            { "/api/conversations", """{ "Title": "a" }""", 400, "malformed-body", "Title" },
            { "/api/conversations", """{ "colour": "red" }""", 400, "malformed-body", "colour" },
            { "/api/conversations", """{ "title": "a", "title": "b" }""", 400, "malformed-body", "title" },
            { "/api/conversations", """{ "title": "\ud800" }""", 400, "malformed-body", "title" },
            { "/api/conversations", """{ "title": "\udc00\ud800" }""", 400, "malformed-body", "title" },
            { "/api/conversations", $$"""{ "title": {{Deep}}""", 400, "malformed-body", "title" },
            { "/api/conversations", Deep, 400, "malformed-body", null },
            { "/api/conversations", $$"""{ "title": "{{new string('x', 501)}}" }""", 400, "invalid-value", "title" },
            { "/api/conversations", """{ "participants": "sage" }""", 400, "malformed-body", "participants" },
            { "/api/conversations", """{ "participants": ["nobody"] }""", 400, "unknown-agent", "participants[0]" },
            { "/api/conversations", """{ "participants": ["sage", null] }""", 400, "invalid-value", "participants[1]" },
            { "/api/conversations", """{ "participants": ["sage", "sage"] }""", 400, "invalid-value", "participants" },
            {
                "/api/conversations",
                $$"""{ "participants": [{{Many(65, _ => "\"sage\"")}}] }""",
                400,
                "invalid-value",
                "participants"
            },
            { "/api/conversations", """{ "metadata": { "a": 1 } }""", 400, "malformed-body", "metadata.a" },
            { "/api/conversations", """{ "metadata": { "a": null } }""", 400, "invalid-value", "metadata.a" },
            { "/api/conversations", """{ "metadata": { "": "x" } }""", 400, "invalid-value", "metadata" },
            {
                "/api/conversations",
                $$"""{ "metadata": { "a": "{{new string('x', 2_001)}}" } }""",
                400,
                "invalid-value",
                "metadata.a"
            },
            {
                "/api/conversations",
                $$"""{ "metadata": { {{Many(65, i => $"\"{i}\": \"\"")}} } }""",
                400,
                "invalid-value",
                "metadata"
            },
            { "/api/conversations", """{ "metadata": { "a": "1", "a": "2" } }""", 400, "malformed-body", "metadata.a" },
            { One + "/messages", "{}", 400, "invalid-value", "content" },
            { One + "/messages", """{ "content": null }""", 400, "invalid-value", "content" },
            { One + "/messages", """{ "content": 7 }""", 400, "malformed-body", "content" },
            { One + "/messages", """{ "content": "\ud83d" }""", 400, "malformed-body", "content" },
            { One + "/messages", """{ "content": "x", "agents": ["nobody"] }""", 400, "unknown-agent", "agents[0]" },
            { One + "/messages", """{ "content": "x", "agents": "sage" }""", 400, "malformed-body", "agents" },
            { One + "/messages", """{ "content": "x", "replyTo": "us01-co01-ms09" }""", 400, "invalid-value", "replyTo" },
            { One + "/messages", """{ "content": "x", "replyTo": "us01-co02-ms01" }""", 400, "invalid-value", "replyTo" },
            { One + "/messages", """{ "content": "x", "replyTo": "../ms01" }""", 400, "invalid-value", "replyTo" },
            { One + "/messages", """{ "content": "x", "role": "agent" }""", 400, "malformed-body", "role" },
            { "/api/conversations/us01-co09/messages", """{ "content": "x" }""", 404, "not-found", null },
            { "/api/conversations/us02-co01/messages", """{ "content": "x" }""", 404, "not-found", null },
            { "/api/conversations/us02-co01/messages", "{", 404, "not-found", null },
            { One, "{}", 405, "method-not-allowed", null },
            { Reply + "/nonsense", "{}", 404, "not-found", null },
        };

    private static string List(int user, bool? archived) => new ConversationListCursor(new UserId(user), archived, 5).ToString();

    private static string Hits(int user, string q) => Place(user, q, new ListPlace(5, 1, 1));

    // A store of files has no ranks.
    private static string Ranked(string q) => Place(user: 1, q, new RankedPlace(5, 5, [1], 1));

    private static string Place(int user, string q, SearchPlace place) =>
        SearchTerms.TryParse(q, out var terms)
            ? SearchCursor.Of(new SearchQuery(new UserId(user), terms, 1), place).ToString()
            : "";

    public static string Page(int user, int conversation, bool descending) =>
        new MessagePageCursor(new ConversationId(new UserId(user), conversation), descending, 1, Backwards: false).ToString();

    public static string Flipped(string cursor) => cursor[..4] + (cursor[4] == 'A' ? 'B' : 'A') + cursor[5..];

    private static string Many(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
}
