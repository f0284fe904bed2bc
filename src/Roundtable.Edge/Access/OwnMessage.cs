using System.Globalization;
using System.Reflection;
using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Access;

/// <summary>A message id in a path, of the path's own conversation, which is the caller's.</summary>
internal sealed record OwnMessage(MessageId Id) : IBindableFromHttpContext<OwnMessage>
{
    public const string Route = "messageId";

    public static async ValueTask<OwnMessage?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var (conversation, text) = (
            await OwnConversation.BindAsync(context, parameter),
            context.Request.RouteValues[Route] as string
        );
        return MessageId.TryParse(text, CultureInfo.InvariantCulture, out var id) && id.Conversation == conversation!.Id
            ? new OwnMessage(id)
            : throw ProblemException.NotFound();
    }
}
