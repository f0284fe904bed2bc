using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Roundtable.Cli.Configuration;

/// <summary>What the settings' types look like, written down at build time: a compiled executable has no other way to ask.</summary>
[JsonSerializable(typeof(RoundtableSection))]
internal sealed partial class SectionShape : JsonSerializerContext
{
    public static JsonTypeInfo Root => Default.RoundtableSection;
}
