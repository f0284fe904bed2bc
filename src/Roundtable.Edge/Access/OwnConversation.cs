using System.Globalization;
using System.Reflection;
using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Access;

/// <summary>A conversation id in a path, checked against the caller: malformed and somebody else's are both simply not there.</summary>
internal sealed record OwnConversation(ConversationId Id) : IBindableFromHttpContext<OwnConversation>
{
    public const string Route = "conversationId";

    public static ValueTask<OwnConversation?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = context.Request.RouteValues[Route] as string;
        return ConversationId.TryParse(text, CultureInfo.InvariantCulture, out var id) && id.User == Caller.Of(context)
            ? ValueTask.FromResult<OwnConversation?>(new OwnConversation(id))
            : throw ProblemException.NotFound();
    }
}
