using System.Text.Json.Serialization;
using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Wire;

/// <summary>Every type that goes over the wire; <see cref="WireJson"/> says how.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ConversationListBody))]
[JsonSerializable(typeof(ConversationBody))]
[JsonSerializable(typeof(MessagePageBody))]
[JsonSerializable(typeof(NewConversationBody))]
[JsonSerializable(typeof(ChunkListBody))]
[JsonSerializable(typeof(StoredChunkBody))]
[JsonSerializable(typeof(OperationsBody))]
[JsonSerializable(typeof(NewFactsBody))]
[JsonSerializable(typeof(DeletedBody))]
[JsonSerializable(typeof(NewMessageBody))]
[JsonSerializable(typeof(NewSessionBody))]
[JsonSerializable(typeof(SearchPageBody))]
[JsonSerializable(typeof(TurnBody))]
[JsonSerializable(typeof(AgentListBody))]
[JsonSerializable(typeof(BundleBody))]
[JsonSerializable(typeof(ClosingBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class WireContext : JsonSerializerContext;
