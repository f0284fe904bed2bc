using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Roundtable.Edge.Wire;

/// <summary>JSON as it goes over the wire: camelCase, readable in every language, absent members omitted, read strictly.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    public static JsonHttpResult<T> Result<T>(T body, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(body, Of<T>(), statusCode: status);

    /// <summary>Words of the domain as they are on the wire.</summary>
    public static void AddConverters(IList<JsonConverter> converters)
    {
        converters.Add(Word<MessageRole>());
        converters.Add(Word<MessageStatus>());
        converters.Add(Word<FinishReason>());
        converters.Add(Word<RoutedBy>());
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = ReadableText.Encoder,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            MaxDepth = 16,
            TypeInfoResolver = WireContext.Default,
        };
        AddConverters(options.Converters);
        options.MakeReadOnly();
        return options;
    }

    private static JsonStringEnumConverter<T> Word<T>()
        where T : struct, Enum => new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
