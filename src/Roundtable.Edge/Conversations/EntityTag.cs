using Microsoft.Extensions.Primitives;

namespace Roundtable.Edge.Conversations;

/// <summary>A conversation's <c>ETag</c>: <c>"revision.position"</c>; known without reading text, equal after a restart.</summary>
internal static class EntityTag
{
    private static readonly string Build = typeof(EntityTag).Module.ModuleVersionId.ToString("N")[..8];

    public static string Of(Conversation conversation) => $"\"{conversation.Revision}.{conversation.Position}\"";

    /// <summary>With what is ready to be shown in it: another build may render the same text otherwise, and safer.</summary>
    public static string OfShown(Conversation conversation) => $"\"{conversation.Revision}.{conversation.Position}.{Build}\"";

    /// <summary>Whether <c>If-Match</c> demands a revision; <c>*</c> is met by every one.</summary>
    public static bool IsDemanded(HttpRequest request) => request.GetTypedHeaders().IfMatch.Any(tag => tag.Tag != "*");

    /// <summary>Whether <c>If-Match</c> allows a change of this state: the revision counts alone.</summary>
    public static bool Allows(HttpRequest request, Conversation conversation) =>
        StringValues.IsNullOrEmpty(request.Headers.IfMatch)
        || request
            .GetTypedHeaders()
            .IfMatch.Any(tag => tag.Tag == "*" || tag.Tag.StartsWith($"\"{conversation.Revision}.", StringComparison.Ordinal));

    /// <summary>Whether <c>If-None-Match</c> says that the caller has this state; what cannot be read is ignored.</summary>
    public static bool IsKnown(HttpRequest request, string current) =>
        request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == "*" || tag.Tag == current);
}
