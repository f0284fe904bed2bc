using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Requests;

/// <summary>The header <c>Idempotency-Key</c>: the same request again gets the first answer, and nothing happens twice.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";
    public const int LengthMax = 255;

    /// <summary>The request's key; null when it has none. It is valid for one user and this route, with the ids in it.</summary>
    public static RequestKey? Of(HttpContext context, ReadOnlySpan<byte> body)
    {
        var values = context.Request.Headers[Header];
        if (values.Count == 0)
            return null;
        var isValid = values is [{ Length: > 0 and <= LengthMax } key] && key.All(character => character is > ' ' and <= '~');
        return isValid
            ? RequestKey.Of(ScopeOf(context.Request), values[0]!, body)
            : throw ProblemException.Invalid(
                Header,
                $"'{Header}' may be there once, with 1 to {LengthMax} visible ASCII characters, such as a UUID."
            );
    }

    /// <summary>A path, however it is spelled: routes know no case and no slash at the end, and ids have no capitals.</summary>
    private static string ScopeOf(HttpRequest request) =>
        $"{request.Method} {request.Path.Value?.TrimEnd('/').ToLowerInvariant()}";

    /// <summary>Says that the answer is that of an earlier request.</summary>
    public static void Mark(HttpContext context, bool isReplayed)
    {
        if (isReplayed)
            context.Response.Headers[ReplayedHeader] = "true";
    }
}
