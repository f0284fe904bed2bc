using System.Text.Json;
using System.Text.Json.Serialization;
using Roundtable.Files.Moving;
using Roundtable.Files.Sealing;
using Roundtable.Files.Verification;
using Roundtable.Stored;

namespace Roundtable.Files;

/// <summary>What only files have: the first and the last line of a sealed one, the notes of <c>repair</c>, the mark of a copy.</summary>
[JsonSerializable(typeof(SealHead))]
[JsonSerializable(typeof(SealFoot))]
[JsonSerializable(typeof(FootFile))]
[JsonSerializable(typeof(RunFile))]
[JsonSerializable(typeof(DamageNote))]
[JsonSerializable(typeof(UnfinishedMark))]
internal sealed partial class FileContext : JsonSerializerContext;

/// <summary>The same, written like everything that is stored.</summary>
internal static class FileJson
{
    public static FileContext Default { get; } = new(new JsonSerializerOptions(StoredJson.Default.Options));
}
