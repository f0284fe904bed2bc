using Roundtable.Edge.Access;
using Roundtable.Edge.Chunks;
using Roundtable.Edge.Conversations;
using Roundtable.Edge.Description;
using Roundtable.Edge.Messages;
using Roundtable.Edge.Opening;
using Roundtable.Edge.Operations;
using Roundtable.Edge.Search;
using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge;

/// <summary>The routes.</summary>
public static class RoundtableEndpoints
{
    private const string Conversation = $"/{{{OwnConversation.Route}}}";
    private const string Message = $"{Conversation}/messages/{{{OwnMessage.Route}}}";
    private const string Chunks = $"{Message}/chunks";

    /// <summary>
    /// Maps <c>/api</c>, <c>/healthz</c>, <c>/openapi/v1.json</c> and <c>/docs</c>. Needs <c>AddRoundtable</c>, and <c>UseRoundtable</c>
    /// before it.
    /// </summary>
    public static IEndpointRouteBuilder MapRoundtable(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("");
        routes.AlsoAnswerHead();
        var conversations = routes.MapGroup("/api/conversations").WithTags("conversations");
        MapConversations(conversations);
        MapMessages(conversations);
        MapChunks(routes.MapGroup("/api/conversations").WithTags("storage"));
        routes
            .MapGet("/api/events", EventStreamEndpoints.ListAsync)
            .Describe(
                "streamEvents",
                "What changes in the caller's list of conversations, and what happens in one of them; stays open"
            )
            .WithTags("conversations")
            .Takes(Parameters.ListEvents)
            .Streams()
            .Refuses(400, 401, 404, 429, 503);
        routes
            .MapGet("/api/agents", AgentEndpoint.List)
            .Describe("listAgents", "The agents that can be asked")
            .WithTags("agents")
            .Answers<AgentListBody>()
            .Refuses(401, 429, 503);
        routes
            .MapGet("/api/search", SearchEndpoint.FindAsync)
            .Describe("search", "What has the words, in the titles and messages of the caller's conversations")
            .WithTags("search")
            .Takes(Parameters.Search)
            .Answers<SearchPageBody>()
            .Refuses(400, 401, 429, 503);
        routes
            .MapGet("/api/operations", OperationsEndpoint.Get)
            .Describe("getOperations", "Present values of the server's metrics")
            .WithTags("storage")
            .Answers<OperationsBody>()
            .Refuses(401, 429, 503);
        routes
            .MapPost(SessionEndpoint.Path, SessionEndpoint.CreateAsync)
            .Describe("createSession", "A browser's sign-in: the cookie rt_session stands for the key from then on")
            .WithTags("session")
            .Produces(204)
            .Refuses(400, 401, 408, 413, 415, 503);
        routes
            .MapDelete(SessionEndpoint.Path, SessionEndpoint.Delete)
            .Describe("deleteSession", "Takes the browser's cookie back")
            .WithTags("session")
            .Produces(204)
            .Refuses(503);
        routes
            .MapGet("/healthz/live", HealthEndpoints.Live)
            .Describe("live", "Whether the process answers")
            .WithTags("health")
            .Answers<HealthBody>();
        routes
            .MapGet("/healthz/ready", HealthEndpoints.Ready)
            .Describe("ready", "Whether the store is open and every end is known")
            .WithTags("health")
            .Answers<HealthBody>()
            .Refuses(503);
        routes.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json");
        routes.MapReferencePage();
        return endpoints;
    }

    private static void MapConversations(RouteGroupBuilder group)
    {
        group
            .MapGet("/", ConversationEndpoints.ListAsync)
            .Describe("listConversations", "The caller's conversations, latest activity first")
            .Takes(Parameters.ConversationList)
            .Answers<ConversationListBody>()
            .Refuses(400, 401, 429, 503);
        group
            .MapPost("/", ConversationEndpoints.CreateAsync)
            .Describe("createConversation", "Creates a conversation")
            .Takes(Parameters.Once)
            .Answers<ConversationBody>(201)
            .Refuses(400, 401, 404, 408, 409, 413, 415, 429, 503, 507);
        group
            .MapGet(Conversation, ConversationEndpoints.GetAsync)
            .Describe("getConversation", "A conversation, with all its messages or without")
            .Takes(Parameters.Conversation)
            .Answers<ConversationBody>()
            .Produces(304)
            .Refuses(400, 401, 404, 429, 503);
        group
            .MapGet($"{Conversation}/events", EventStreamEndpoints.ConversationAsync)
            .Describe("streamConversation", "Everything that happens in a conversation; stays open")
            .Takes([.. Parameters.InConversation, .. Parameters.Events])
            .Streams()
            .Refuses(400, 401, 404, 429, 503);
        group
            .MapPatch(Conversation, ConversationEndpoints.ChangeAsync)
            .Describe("changeConversation", "Changes a conversation's facts; what is absent stays as it is")
            .Takes([.. Parameters.InConversation, Parameters.IfMatch])
            .Answers<ConversationBody>()
            .Refuses(400, 401, 404, 408, 412, 413, 415, 429, 503, 507);
        group
            .MapDelete(Conversation, ConversationEndpoints.DeleteAsync)
            .Describe("deleteConversation", "Deletes a conversation; its text leaves the disk soon after")
            .Takes(Parameters.InConversation)
            .Produces(204)
            .Refuses(400, 401, 404, 429, 503, 507);
    }

    private static void MapMessages(RouteGroupBuilder group)
    {
        group
            .MapGet($"{Conversation}/messages", MessageEndpoints.PageAsync)
            .Describe("listMessages", "A page of a conversation's messages")
            .Takes(Parameters.MessagePage)
            .Answers<MessagePageBody>()
            .Refuses(400, 401, 404, 429, 503);
        group
            .MapPost($"{Conversation}/messages", TurnEndpoint.PostAsync)
            .Describe("postMessage", "Says something; the agents' replies begin")
            .Takes(Parameters.Turn)
            .Answers<TurnBody>(202)
            .Streams()
            .Refuses(400, 401, 404, 408, 409, 413, 415, 429, 503, 507);
        group
            .MapPost($"{Message}/cancel", MessageEndpoints.CancelAsync)
            .Describe("cancelMessage", "Ends a reply; what was shown is kept. One that has ended stays as it is")
            .Takes(Parameters.InMessage)
            .Answers<MessageBody>(202)
            .Refuses(401, 404, 429, 503, 507);
        group
            .MapPost($"{Message}/regenerate", TurnEndpoint.RegenerateAsync)
            .Describe("regenerateMessage", "Asks the same agent again; the new reply replaces the old one, which stays readable")
            .Takes(Parameters.RepeatedTurn)
            .Answers<TurnBody>(202)
            .Streams()
            .Refuses(400, 401, 404, 409, 429, 503, 507);
        group
            .MapGet(Message, MessageEndpoints.GetAsync)
            .Describe("getMessage", "A message as it stands now, also while it streams")
            .Takes(Parameters.Message)
            .Answers<MessageBody>()
            .Refuses(400, 401, 404, 429, 503);
        group
            .MapGet($"{Message}/stream", MessageEndpoints.StreamAsync)
            .Describe("streamMessage", "The events of one message: from a snapshot, a cursor or an offset to its end")
            .Takes(Parameters.MessageStream)
            .Streams()
            .Produces(204)
            .Refuses(400, 401, 404, 429, 503);
    }

    private static void MapChunks(RouteGroupBuilder group)
    {
        group
            .MapGet(Chunks, ChunkEndpoints.ListAsync)
            .Describe("listChunks", "The chunks in which a message is stored, the open one and damaged ones among them")
            .Takes(Parameters.InMessage)
            .Answers<ChunkListBody>()
            .Refuses(401, 404, 429, 503);
        group
            .MapGet($"{Chunks}/{{{ChunkEndpoints.Route}}}", ChunkEndpoints.GetAsync)
            .Describe("getChunk", "A chunk to the byte as it is stored; 404 while it is open, and when it is damaged")
            .Takes(Parameters.InChunk)
            .Answers<StoredChunkBody>()
            .Refuses(401, 404, 429, 503);
    }
}
