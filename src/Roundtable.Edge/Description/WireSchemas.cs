using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Roundtable.Edge.Conversations;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Description;

/// <summary>Says in the document's schemas what the types of C# cannot say.</summary>
internal static class WireSchemas
{
    private static readonly string[] Times = ["createdAt", "updatedAt", "completedAt", "timestamp", "at"];

    public static async Task CompleteAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        // They go over the wire in events only.
        foreach (var type in (Type[])[typeof(BundleBody), typeof(ClosingBody), typeof(DeletedBody)])
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));

        var schemas = document.Components!.Schemas!;
        foreach (var (name, schema) in schemas.Where(schema => !schema.Key.StartsWith("New", StringComparison.Ordinal)))
            OmitAbsent((OpenApiSchema)schema);
        Restrict((OpenApiSchema)schemas[nameof(NewMessageBody)]);
        Restrict((OpenApiSchema)schemas[nameof(NewConversationBody)]);
        Restrict((OpenApiSchema)schemas[nameof(NewFactsBody)]);
    }

    /// <summary>What is absent is left out of an answer, and never null.</summary>
    private static void OmitAbsent(OpenApiSchema schema)
    {
        if (schema.Enum is { } words)
            (schema.Type, schema.Enum) = (
                JsonSchemaType.String,
                [.. words.Where(word => word is not null && !JsonNullSentinel.IsJsonNullSentinel(word))]
            );
        foreach (var (name, property) in schema.Properties?.ToList() ?? [])
        {
            if (schema.Required?.Contains(name) != true)
                schema.Properties![name] = WithoutNull(property);
            if (Times.Contains(name) && schema.Properties![name] is OpenApiSchema time)
                time.Format = "date-time";
        }
    }

    private static IOpenApiSchema WithoutNull(IOpenApiSchema property)
    {
        if (property is { OneOf: [_, OpenApiSchemaReference other] })
            return other;
        if (property is OpenApiSchema schema)
        {
            schema.Type &= ~JsonSchemaType.Null;
            // Strict numbers that may be absent are described as if they might be text.
            if ((schema.Type & (JsonSchemaType.Integer | JsonSchemaType.Number)) is not (null or 0))
                (schema.Type, schema.Pattern) = (schema.Type & ~JsonSchemaType.String, null);
        }

        return property;
    }

    /// <summary>Limits are UTF-16 code units, and never less than the code points that a schema counts.</summary>
    private static void Restrict(OpenApiSchema schema)
    {
        schema.AdditionalPropertiesAllowed = false;
        foreach (var (name, member) in schema.Properties!.Select(property => (property.Key, (OpenApiSchema)property.Value)))
        {
            if (name == "content")
            {
                member.Type = JsonSchemaType.String;
                schema.Required = new HashSet<string> { name };
            }

            if (name == "title")
                member.MaxLength = ConversationFacts.TitleLengthMax;
            if (name is "agents" or "participants")
                (member.MaxItems, member.UniqueItems) = (ConversationFacts.ParticipantsMax, true);
            if (name == "metadata")
            {
                member.MaxProperties = ConversationFacts.MetadataMax;
                member.AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MaxLength = ConversationRules.MetadataValueLengthMax,
                };
            }
        }
    }
}
