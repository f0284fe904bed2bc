using System.Text.Json;

namespace Roundtable.Tests.Doubles;

/// <summary>A request as a model server received it.</summary>
public sealed record ModelRequest(int Number, string? Authorization, JsonElement Body)
{
    public string Model => Body.GetProperty("model").GetString()!;

    public IReadOnlyList<ModelRequestMessage> Messages =>
        [.. Body.GetProperty("messages").EnumerateArray().Select(ModelRequestMessage.Of)];

    /// <summary>The last thing that was said to the model.</summary>
    public string Question => Messages[^1].Content;

    public int? TokensMax =>
        Body.TryGetProperty("max_completion_tokens", out var max) || Body.TryGetProperty("max_tokens", out max)
            ? max.GetInt32()
            : null;
}
