using System.Text.Json;
using System.Text.Json.Serialization;

namespace Roundtable.Stored;

/// <summary>Enums in camel case, and never as numbers.</summary>
internal sealed class StoredEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
