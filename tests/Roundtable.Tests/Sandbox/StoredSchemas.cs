using System.Reflection;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Roundtable.Tests.Sandbox;

/// <summary>The published schemas of <c>docs/schemas</c>, loaded once.</summary>
internal static class StoredSchemas
{
    private static readonly JsonSchema User = Load("user");
    private static readonly JsonSchema Conversation = Load("conversation");
    private static readonly JsonSchema Request = Load("request");
    private static readonly JsonSchema Chunk = Load("chunk");
    private static readonly JsonSchema Seal = Load("seal");
    private static readonly JsonSchema Run = Load("run");
    private static readonly JsonSchema Note = Load("note");
    private static readonly JsonSchema Unfinished = Load("unfinished");

    /// <summary>What is wrong with a file by its schema, a line each.</summary>
    public static IEnumerable<string> Problems(StoredFileKind kind, string json) => Of(kind).Validate(json).Select(Describe);

    private static JsonSchema Of(StoredFileKind kind) =>
        kind switch
        {
            StoredFileKind.User => User,
            StoredFileKind.Conversation => Conversation,
            StoredFileKind.Request => Request,
            StoredFileKind.Message or StoredFileKind.Chunk => Chunk,
            StoredFileKind.SealHead or StoredFileKind.SealFoot => Seal,
            StoredFileKind.Run => Run,
            StoredFileKind.Note => Note,
            StoredFileKind.Unfinished => Unfinished,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Only JSON files have a schema."),
        };

    private static string Describe(ValidationError error) =>
        error is ChildSchemaValidationError { Errors.Count: > 0 } alternatives
            ? $"schema: {Place(error)}fits no form; nearest: {string.Join("; ", Nearest(alternatives).Select(Describe))}"
            : $"schema: {Place(error)}{error.Kind}";

    /// <summary>Of several forms that a file could have, the complaints of the one it misses by least.</summary>
    private static ICollection<ValidationError> Nearest(ChildSchemaValidationError error) =>
        error.Errors.Values.MinBy(errors => errors.Count) ?? [];

    private static string Place(ValidationError error) => error.Path is { Length: > 2 } path ? $"{path[2..]}: " : "";

    private static JsonSchema Load(string name)
    {
        var resource = $"schemas/{name}.schema.json";
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The tests were built without {resource}.");
        // A static initialiser cannot wait; the text is in memory and has no references to load.
        return JsonSchema.FromJsonAsync(stream).GetAwaiter().GetResult();
    }
}
