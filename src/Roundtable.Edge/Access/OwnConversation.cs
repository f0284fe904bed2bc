using System.Globalization;
using System.Reflection;
using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Access;

/// <summary>A conversation id in a path, checked against the caller: malformed and somebody else's are both simply not there.</summary>
internal sealed record OwnConversation(ConversationId Id) : IBindableFromHttpContext<OwnConversation>
{
    public const string Route = "conversationId";

    public static ValueTask<OwnConversation?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<OwnConversation?>(Of(context, context.Request.RouteValues[Route] as string));

    /// <summary>The same for an id from elsewhere in the request.</summary>
    public static OwnConversation Of(HttpContext context, string? text) =>
        ConversationId.TryParse(text, CultureInfo.InvariantCulture, out var id) && id.User == Caller.Of(context)
            ? new OwnConversation(id)
            : throw ProblemException.NotFound();
}
