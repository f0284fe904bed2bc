using System.Reflection;
using NJsonSchema;
using Roundtable.Cli;
using Roundtable.Tests.Databases;

namespace Roundtable.Tests.Cli;

/// <summary><c>verify</c> says of a database what it says of a folder, in the same document, and never what people wrote.</summary>
public sealed class DatabaseVerifyCommandTests : IAsyncLifetime
{
    private DatabaseFixture _fixture = null!;

    private string Store => $"sqlite:{_fixture.File}";

    public async ValueTask InitializeAsync() => _fixture = await DatabaseFixture.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _fixture.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task As_json_it_is_one_document_that_fits_its_schema_sound_damaged_and_repaired()
    {
        var sound = await AsJsonAsync(expected: 0);
        Assert.Contains("\"users\": 1", sound, StringComparison.Ordinal);

        _fixture.Sandbox.DamageChunk(MessageId.Parse("us01-co01-ms02"), 1);
        var damaged = await AsJsonAsync(expected: 1);
        Assert.Contains("us01-co01-ms02-001", damaged, StringComparison.Ordinal);
        Assert.Contains("\"checksum\"", damaged, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("repair", "--store", Store)).Code);
        var repaired = await AsJsonAsync(expected: 0);
        Assert.Contains("us01-co01-ms02-001", repaired, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_is_empty_or_no_database_is_said_so_in_one_line()
    {
        var (code, _, error) = await RunAsync("verify", "--store", "sqlite:/nowhere/at.db");
        Assert.Equal((1, "There is no store at 'sqlite:/nowhere/at.db'."), (code, error));

        var file = Path.Combine(_fixture.Sandbox.Root, "other.db");
        foreach (
            var (content, expected) in new[] { ("", "the file is empty"), (new string('x', 4_096), "is not a SQLite database") }
        )
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
            (code, _, error) = await RunAsync("verify", "--store", $"sqlite:{file}");
            Assert.Equal(1, code);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.Single(error.Split('\n'));
        }
    }

    private async Task<string> AsJsonAsync(int expected)
    {
        var (code, output, error) = await RunAsync("verify", "--json", "--store", Store);
        Assert.Equal((expected, ""), (code, error));
        const string Name = "schemas/verification.schema.json";
        await using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Name)!;
        var schema = await JsonSchema.FromJsonAsync(stream, TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(output));
        foreach (var said in (string[])["Rome", "Forum", "Palatine", "Ada"])
            Assert.DoesNotContain(said, output, StringComparison.Ordinal);
        return output;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RoundtableCommand.InvokeAsync(args, output, error);
        return (code, output.ToString().Trim(), error.ToString().Trim());
    }
}
