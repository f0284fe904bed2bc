using System.Text.Json;
using System.Text.Json.Serialization;

namespace Roundtable.Stored;

/// <summary>How stored objects are written: readable in every language, what is absent left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [
        typeof(StoredTime),
        typeof(StoredEnum<MessageStatus>),
        typeof(StoredEnum<FinishReason>),
        typeof(StoredEnum<RoutedBy>),
        typeof(StoredEnum<MessageRole>),
    ]
)]
[JsonSerializable(typeof(ChunkFile))]
[JsonSerializable(typeof(ConversationFile))]
[JsonSerializable(typeof(LossFile))]
[JsonSerializable(typeof(RequestFile))]
[JsonSerializable(typeof(TombstoneFile))]
[JsonSerializable(typeof(UserFile))]
internal sealed partial class StoredContext : JsonSerializerContext;

/// <summary>The context with an encoder that leaves text readable, which an attribute cannot say.</summary>
internal static class StoredJson
{
    public static StoredContext Default { get; } =
        new(new JsonSerializerOptions(StoredContext.Default.Options) { Encoder = ReadableText.Encoder });
}
