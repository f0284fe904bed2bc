using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace Roundtable.Tests.Wire;

/// <summary>The schemas of the document, read so strictly that a member which they do not name is a fault.</summary>
internal sealed class AnswerSchemas
{
    private readonly JsonObject _document;
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    public AnswerSchemas(JsonElement document) => _document = JsonNode.Parse(document.GetRawText())!.AsObject();

    /// <summary>Each operation with the statuses other than refusals that it may answer.</summary>
    public IEnumerable<(string Operation, string Status)> Answers() =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        from response in operation.Value!["responses"]!.AsObject()
        where response.Key[0] is '2' or '3'
        select (operation.Value!["operationId"]!.GetValue<string>(), response.Key);

    /// <summary>The operation of a request; null: the document has none.</summary>
    public string? OperationOf(string method, string path) =>
        (
            from known in _document["paths"]!.AsObject()
            where Fits(known.Key, path)
            let operation = known.Value![method.ToLowerInvariant()]
            where operation is not null
            select operation["operationId"]!.GetValue<string>()
        ).FirstOrDefault();

    /// <summary>The schema of an answer's JSON.</summary>
    public string NameOf(string operation, string status, string contentType) =>
        (
            from path in _document["paths"]!.AsObject()
            from known in path.Value!.AsObject()
            where known.Value!["operationId"]!.GetValue<string>() == operation
            select known.Value!["responses"]![status]?["content"]?[contentType]?["schema"]?["$ref"]?.GetValue<string>()
        )
            .Single()
            ?.Split('/')[^1]
        ?? throw new InvalidOperationException($"{operation} does not say that it answers {status} with {contentType}.");

    /// <summary>What is wrong with a JSON by one of the schemas.</summary>
    public IEnumerable<string> Problems(string schema, string json)
    {
        if (!_schemas.TryGetValue(schema, out var known))
            _schemas.Add(schema, known = Load(schema));
        return known.Validate(json).Select(error => $"{schema}: {error}");
    }

    private JsonSchema Load(string name)
    {
        var definitions = JsonNode
            .Parse(
                _document["components"]!["schemas"]!
                    .ToJsonString()
                    .Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal)
            )!
            .AsObject();
        foreach (var (_, schema) in definitions)
        {
            if (schema!["properties"] is not null)
                schema["additionalProperties"] = false;
        }

        var root = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["definitions"] = definitions,
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/definitions/{name}" }),
        };
        return JsonSchema.FromJsonAsync(root.ToJsonString()).GetAwaiter().GetResult();
    }

    private static bool Fits(string pattern, string path)
    {
        var (expected, given) = (pattern.Split('/'), path.Split('?')[0].Split('/'));
        return expected.Length == given.Length
            && expected.Zip(given).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }
}
