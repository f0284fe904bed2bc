namespace Roundtable.Edge.Conversations;

/// <summary>A conversation's <c>ETag</c>: <c>"revision.position"</c>; known without reading text, equal after a restart.</summary>
internal static class EntityTag
{
    public static string Of(Conversation conversation) => $"\"{conversation.Revision}.{conversation.Position}\"";

    /// <summary>Whether <c>If-None-Match</c> says that the caller has this state; what cannot be read is ignored.</summary>
    public static bool IsKnown(HttpRequest request, Conversation conversation) =>
        request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == "*" || tag.Tag == Of(conversation));
}
