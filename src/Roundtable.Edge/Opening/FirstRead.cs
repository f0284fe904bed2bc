using Microsoft.AspNetCore.Hosting.Server;
using Roundtable.Edge.Access;

namespace Roundtable.Edge.Opening;

/// <summary>
/// Reads a little once the store is open, as a request would: the first read of all is when most of the code is compiled, and
/// no user has to wait for that. Readiness does not wait for it, and what is read goes nowhere.
/// </summary>
internal sealed partial class FirstRead(IServiceScopeFactory scopes, StoreGate gate, IServer server, ILogger<FirstRead> logger)
    : BackgroundService
{
    /// <summary>A conversation is looked for among so many users.</summary>
    private const int UsersMax = 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.Opening.WaitAsync(stoppingToken);
            if (gate.IsOpen)
                await ReadAsync(gate.Store, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before it was done.
        }
#pragma warning disable CA1031 // The top of a background task, whose result nobody needs.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
    }

    /// <summary>Past the pipeline: nobody has brought a key, and it lets nobody in without one.</summary>
    private async Task ReadAsync(IConversationStore store, CancellationToken cancellationToken)
    {
        await OwnConnection.AskAsync(server, cancellationToken);
        for (var number = 1; number <= UsersMax; number++)
        {
            var user = new UserId(number);
            if (await store.ListConversationsAsync(user, new ConversationQuery(1), cancellationToken) is not [var newest])
                continue;
            await AskAsync("listMessages", "?order=desc&limit=5", newest.Id, cancellationToken);
            await AskAsync("getConversation", "?messages=false", newest.Id, cancellationToken);
            await AskAsync("listConversations", "?limit=1", newest.Id, cancellationToken);
            return;
        }
    }

    private async Task AskAsync(string route, string query, ConversationId conversation, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        context.Request.Method = HttpMethods.Get;
        context.Request.QueryString = new QueryString(query);
        context.Request.RouteValues[OwnConversation.Route] = conversation.ToString();
        new Caller(conversation.User, cancellationToken).Enter(context);
        var routes = scope.ServiceProvider.GetRequiredService<EndpointDataSource>().Endpoints;
        await routes.First(endpoint => NameOf(endpoint) == route).RequestDelegate!(context);
    }

    private static string? NameOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;

    [LoggerMessage(Level = LogLevel.Debug, Message = "What is read once before anybody asks could not be read.")]
    private partial void LogFailed(Exception exception);
}
