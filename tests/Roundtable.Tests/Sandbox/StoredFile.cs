using System.Text.Json;

namespace Roundtable.Tests.Sandbox;

/// <summary>One JSON file found in a data folder, and everything that can be said against it alone.</summary>
internal sealed record StoredFile(StoredFileName Name, JsonElement Root, IReadOnlyList<string> Problems)
{
    public bool IsSound => Problems.Count == 0;

    /// <summary>Whether it is one with the end of its message; a user's message is.</summary>
    public bool IsComplete => Root.GetProperty("status").ValueEquals("complete");

    /// <summary>Whether it is what alone remains of a deleted conversation.</summary>
    public bool IsTombstone => Name.Kind is StoredFileKind.Conversation && IsSound && Root.TryGetProperty("deleted", out _);

    public string AgentId => Root.TryGetProperty("agentId", out var agent) ? agent.GetString()! : "";

    public int Offset => Root.GetProperty("offset").GetInt32();

    public int TokenOffset => Root.GetProperty("tokenOffset").GetInt32();

    public int TokenCount => Root.GetProperty("tokenCount").GetInt32();

    public int Length => Root.GetProperty("tokens").GetString()!.Length;

    public static StoredFile Read(StoredFileName name, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement.Clone();
            return root.ValueKind is JsonValueKind.Object
                ? new StoredFile(name, root, [.. Check(name, bytes, root)])
                : new StoredFile(name, root, ["form: not a JSON object"]);
        }
        catch (JsonException failure)
        {
            return new StoredFile(name, default, [$"form: not JSON ({failure.Message})"]);
        }
        catch (InvalidOperationException failure)
            when (failure.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            return new StoredFile(name, default, [$"form: holds a lone surrogate ({failure.Message})"]);
        }
    }

    private static List<string> Check(StoredFileName name, byte[] bytes, JsonElement root)
    {
        List<string> problems =
        [
            .. StoredForm.Problems(name.Kind, bytes, root),
            .. StoredSchemas.Problems(name.Kind, root.GetRawText()),
        ];
        // What a file says is looked at only when its schema promises that it is there.
        if (problems.Exists(problem => problem.StartsWith("schema", StringComparison.Ordinal)))
            return problems;
        return name.Kind is StoredFileKind.Run
            ? [.. problems, .. StoredIdentity.Problems(name, root)]
            : [.. problems, .. StoredIdentity.Problems(name, root), .. CutProblems(root)];
    }

    private static IEnumerable<string> CutProblems(JsonElement root)
    {
        if (!root.TryGetProperty("bundles", out var bundles) && !root.TryGetProperty("finishReason", out _))
            yield break;

        List<JsonElement> cuts = bundles.ValueKind is JsonValueKind.Array ? [.. bundles.EnumerateArray()] : [];
        var length = cuts.Sum(cut => (long)cut.GetProperty("length").GetInt32());
        if (length != root.GetProperty("tokens").GetString()!.Length)
            yield return $"bundles: their lengths give {length}, the text has another length";

        var tokenCount = cuts.Sum(cut => (long)cut.GetProperty("tokenCount").GetInt32());
        if (tokenCount != root.GetProperty("tokenCount").GetInt32())
            yield return $"bundles: their token counts give {tokenCount}, tokenCount says otherwise";
    }
}
