using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Roundtable.Edge.Description;

/// <summary>A parameter that a handler reads itself.</summary>
internal sealed record Parameter(string Name, ParameterLocation In, string Description, Func<OpenApiSchema> Schema)
{
    public static Parameter Path(string name, string description) => new(name, ParameterLocation.Path, description, Text);

    public static Parameter Header(string name, string description) => new(name, ParameterLocation.Header, description, Text);

    public static Parameter Query(string name, string description) => new(name, ParameterLocation.Query, description, Text);

    public static Parameter Query(string name, string description, int min, int max, int? otherwise) =>
        new(
            name,
            ParameterLocation.Query,
            description,
            () =>
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Minimum = min.ToString(CultureInfo.InvariantCulture),
                    Maximum = max.ToString(CultureInfo.InvariantCulture),
                    Default = otherwise is { } value ? JsonValue.Create(value) : null,
                }
        );

    public static Parameter Choice(string name, string description, params string[] choices) =>
        new(
            name,
            ParameterLocation.Query,
            description,
            () =>
                new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. choices.Select(choice => JsonValue.Create(choice))] }
        );

    public OpenApiParameter ToOpenApi() =>
        new()
        {
            Name = Name,
            In = In,
            Description = Description,
            Required = In == ParameterLocation.Path,
            Schema = Schema(),
        };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
