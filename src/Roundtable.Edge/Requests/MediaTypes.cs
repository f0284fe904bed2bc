using Microsoft.Net.Http.Headers;
using Roundtable.Edge.Streaming;

namespace Roundtable.Edge.Requests;

/// <summary>What kind of answer a caller wants.</summary>
internal static class MediaTypes
{
    /// <summary>Whether <c>Accept</c> names events, and does not prefer JSON.</summary>
    public static bool WantsEvents(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        var events = QualityOf(accepted, EventStream.ContentType);
        return events > 0 && events >= QualityOf(accepted, "application/json");
    }

    private static double QualityOf(IList<MediaTypeHeaderValue> accepted, string mediaType) =>
        accepted.FirstOrDefault(type => type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)) is { } named
            ? named.Quality ?? 1
            : 0;
}
