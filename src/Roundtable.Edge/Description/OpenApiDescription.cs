using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Roundtable.Edge.Access;
using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Description;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c>, generated from the routes and the wire's types.</summary>
internal static class OpenApiDescription
{
    private const string Events =
        "Server-sent events; their data is, for message, a MessageBody; for bundle, a BundleBody; for complete, a MessageBody "
        + "without content; for conversation, a ConversationBody without messages; for deleted, a DeletedBody; for closing, a "
        + "ClosingBody.";

    public static IServiceCollection AddDescription(this IServiceCollection services)
    {
        // Only for the document's schemas: what is sent and read goes through WireJson.
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, WireContext.Default);
            WireJson.AddConverters(options.SerializerOptions.Converters);
        });
        return services.AddOpenApi(
            "v1",
            options =>
            {
                // A HEAD is a GET without the answer's body; to say each twice would say nothing more.
                options.ShouldInclude = description => description.HttpMethod != HttpMethods.Head;
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer(DescribeAsync);
                options.AddDocumentTransformer(WireSchemas.CompleteAsync);
                options.AddOperationTransformer(CompleteAsync);
            }
        );
    }

    private static Task DescribeAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "Roundtable",
            Version = "v1",
            Description = "Conversations between people and AI agents: what was shown is stored.",
        };
        // The document is the same wherever it is served.
        document.Servers = [];
        document.AddComponent<IOpenApiSecurityScheme>(
            "apiKey",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "rt_us01_…; asked for where Access:ApiKeys is on.",
            }
        );
        document.AddComponent<IOpenApiSecurityScheme>(
            "session",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = Credential.Cookie,
                Description = "What a browser keeps in place of the key; from POST /api/session.",
            }
        );
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("session", document)] = [] },
            new OpenApiSecurityRequirement(),
        ];
        return Task.CompletedTask;
    }

    private static Task CompleteAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        // Comments in the code speak to whoever reads the code.
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Summary = metadata.OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary;
        operation.Description = null;
        var taken = metadata.OfType<TakenParameters>().FirstOrDefault();
        if (taken is not null)
            operation.Parameters = [.. taken.Parameters.Select(parameter => parameter.ToOpenApi())];
        foreach (var (_, response) in operation.Responses ?? [])
        {
            if (response.Content?.TryGetValue(EventStream.ContentType, out var events) == true)
                events.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = Events };
        }

        return Task.CompletedTask;
    }
}
