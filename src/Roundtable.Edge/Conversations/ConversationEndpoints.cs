using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Agents;
using Roundtable.Cursors;
using Roundtable.Edge.Access;
using Roundtable.Edge.Messages;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Rendering;
using Roundtable.Edge.Requests;
using Roundtable.Edge.Search;
using Roundtable.Edge.Wire;
using Roundtable.Searching;

namespace Roundtable.Edge.Conversations;

/// <summary><c>/api/conversations</c> and one of them.</summary>
internal static class ConversationEndpoints
{
    public static async Task<JsonHttpResult<ConversationListBody>> ListAsync(
        HttpContext context,
        IConversationStore store,
        IConversationSearch search,
        CancellationToken cancellationToken
    )
    {
        if (Query.Of(context).Has("q"))
            return await SearchEndpoint.ListAsync(context, store, search, cancellationToken);

        var request = ConversationListRequest.Of(context);
        var shown = await ShownAsync(store, request.User, request.Query.BeforeChange, cancellationToken);
        var items = await store.ListConversationsAsync(request.User, request.Query, cancellationToken);
        var hasMore =
            items.Count == request.Query.Limit
            && await store.ListConversationsAsync(request.User, request.QueryAfter(items[^1]), cancellationToken) is not [];
        return WireJson.Result(
            new ConversationListBody
            {
                Items = [.. items.Select(item => ConversationBody.From(item))],
                NextCursor = hasMore
                    ? new ConversationListCursor(request.User, request.Query.Archived, items[^1].Change).ToString()
                    : null,
                EventCursor = shown.ToString(),
            }
        );
    }

    public static async Task<JsonHttpResult<ConversationBody>> CreateAsync(
        Body<NewConversationBody> body,
        HttpContext context,
        IConversationStore store,
        AgentDirectory agents
    )
    {
        var (user, replay) = (Caller.Of(context), body.Key is null ? null : body.Key with { IsReplayOnly = true });
        // A write is not torn by a caller who leaves. What comes again is answered first: it may ask for what is gone by now.
        var created = replay is null
            ? null
            : await store.CreateConversationAsync(user, new ConversationFacts(), replay, CancellationToken.None);
        created ??=
            await store.CreateConversationAsync(
                user,
                ConversationRules.Check(body.Value, agents),
                body.Key,
                CancellationToken.None
            ) ?? throw ProblemException.NotFound();
        IdempotencyKey.Mark(context, created.IsReplayed);
        context.Response.Headers.Location = $"/api/conversations/{created.Conversation.Id}";
        context.Response.Headers.ETag = EntityTag.Of(created.Conversation);
        var shaped = ConversationBody.From(created.Conversation) with { EventCursor = created.Cursor.ToString() };
        return WireJson.Result(shaped, StatusCodes.Status201Created);
    }

    public static async Task<JsonHttpResult<ConversationBody>> ChangeAsync(
        OwnConversation own,
        Body<NewFactsBody> body,
        HttpContext context,
        IConversationStore store,
        AgentDirectory agents
    )
    {
        while (true)
        {
            var before = await store.FindConversationAsync(own.Id, CancellationToken.None) ?? throw ProblemException.NotFound();
            if (!EntityTag.Allows(context.Request, before))
                throw new ProblemException(
                    Problem.Stale,
                    $"The conversation is at revision {before.Revision}; read it again and repeat the change."
                );
            var facts = ConversationRules.Change(before, body.Value, agents);
            try
            {
                // What is so already is no revision.
                var changed = facts.AreThoseOf(before)
                    ? before
                    : await store.ChangeConversationAsync(
                        own.Id,
                        facts,
                        Caller.Of(context),
                        before.Revision,
                        CancellationToken.None
                    ) ?? throw ProblemException.NotFound();
                context.Response.Headers.ETag = EntityTag.Of(changed);
                return WireJson.Result(ConversationBody.From(changed));
            }
            catch (RevisionConflictException) when (!EntityTag.IsDemanded(context.Request))
            {
                // Somebody changed something else; what this caller said nothing about stays as they want it.
            }
        }
    }

    public static async Task<NoContent> DeleteAsync(
        OwnConversation own,
        HttpContext context,
        IConversationStore store,
        Turns turns
    )
    {
        var found = await store.FindConversationAsync(own.Id, CancellationToken.None);
        if (found is null || !await store.DeleteConversationAsync(own.Id, Caller.Of(context), CancellationToken.None))
            throw ProblemException.NotFound();
        // Nobody will read what these models say.
        foreach (var reply in found.Open)
            turns.Cancel(new MessageId(own.Id, reply.Number));
        return TypedResults.NoContent();
    }

    public static async Task<IResult> GetAsync(
        OwnConversation own,
        HttpContext context,
        MessageReading reading,
        CancellationToken cancellationToken
    )
    {
        var withMessages = Query.Of(context).Flag("messages") ?? true;
        var shape = reading.Format.MessagesFor(context);
        var found = await reading.Store.FindConversationAsync(own.Id, cancellationToken) ?? throw ProblemException.NotFound();
        var tag = HtmlFormat.IsWanted(context) ? EntityTag.OfShown(found) : EntityTag.Of(found);
        context.Response.Headers.ETag = tag;
        if (EntityTag.IsKnown(context.Request, tag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        if (!withMessages)
            return WireJson.Result(ConversationBody.From(found));
        return await MessageListResult.OfAsync(
            ConversationBody.From(found, AsyncEnumerable.Empty<MessageBody>()),
            "\"messages\":[]"u8.ToArray(),
            reading.Reader.ReadAsync(found, Enumerable.Range(1, found.MessageCount), cancellationToken).Select(shape)
        );
    }

    /// <summary>
    /// What the page's event cursor covers. It is read before the page, so that a change in between is told twice rather
    /// than never; a later page shows nothing that is newer than the place where it begins.
    /// </summary>
    public static async ValueTask<UserCursor> ShownAsync(
        IConversationStore store,
        UserId user,
        long? beforeChange,
        CancellationToken cancellationToken
    )
    {
        var newest = await store.FindChangeAsync(user, (beforeChange ?? long.MaxValue) - 1, cancellationToken);
        return newest is null ? UserCursor.Beginning(user) : new UserCursor(user, newest.Change, newest.At);
    }
}
