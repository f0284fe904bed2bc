using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Requests;

/// <summary>
/// A request's JSON, read strictly: one value, its members known, of their type and there once, and not larger than
/// <see cref="LimitsOptions.BodySizeBytesMax"/>.
/// </summary>
internal sealed class Body<T>(T value, RequestKey? key) : IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    public T Value => value;

    /// <summary>Tells the request when it comes again with the same bytes.</summary>
    public RequestKey? Key => key;

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!IsJson(context.Request.ContentType))
            throw Refusals.Of(StatusCodes.Status415UnsupportedMediaType);

        var json = await ReadAsync(
            context,
            context.RequestServices.GetRequiredService<RoundtableOptions>().Limits.BodySizeBytesMax
        );
        return new Body<T>(Parse(json.Span), IdempotencyKey.Of(context, json.Span));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int sizeBytesMax)
    {
        // Our bound is the one that holds, also for what is read away; the server's own would reset the connection.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
            bound.MaxRequestBodySize = null;
        if (context.Request.ContentLength > sizeBytesMax)
            throw TooLarge(sizeBytesMax);

        var json = new ArrayBufferWriter<byte>((int)(context.Request.ContentLength ?? 256) + 1);
        while (true)
        {
            // Not cancelled: a connection that breaks ends the reading by itself, and a reading that is given up stays open
            // in the server, which reports its own cleaning up as an error then.
            var read = await context.Request.Body.ReadAsync(json.GetMemory(), CancellationToken.None);
            if (read == 0)
                return json.WrittenMemory;
            json.Advance(read);
            if (json.WrittenCount > sizeBytesMax)
                throw TooLarge(sizeBytesMax);
        }
    }

    private static ProblemException TooLarge(int sizeBytesMax) =>
        new(Problem.BodyTooLarge, $"The body may have {sizeBytesMax} bytes; send less.");

    private static T Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, WireJson.Of<T>())
                ?? throw new ProblemException(Problem.MalformedBody, "The body must be a JSON object, not null.");
        }
        catch (JsonException exception)
        {
            var member = MemberOf(exception.Path);
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            var detail = member is null
                ? $"The body is not the JSON that is expected here ({place}); see /openapi/v1.json."
                : $"'{member}' is unknown, there twice, of the wrong type, or not valid JSON ({place}); see /openapi/v1.json.";
            throw new ProblemException(Problem.MalformedBody, detail, exception) { Member = member };
        }
    }

    /// <summary><c>$.agents[0]</c> is the member <c>agents[0]</c>; cut, as clients choose its length.</summary>
    private static string? MemberOf(string? path) =>
        path is { Length: > 2 } ? path[(path[1] == '.' ? 2 : 1)..Math.Min(path.Length, 100)] : null;
}
