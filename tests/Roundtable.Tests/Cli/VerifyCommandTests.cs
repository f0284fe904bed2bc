using System.Reflection;
using NJsonSchema;
using Roundtable.Cli;
using Roundtable.Tests.Sandbox;
using Roundtable.Tests.Verification;

namespace Roundtable.Tests.Cli;

/// <summary><c>verify</c> and <c>repair</c> say what they found and did, and never what people wrote.</summary>
public sealed class VerifyCommandTests : IAsyncLifetime
{
    private VerificationFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await VerificationFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_sound_store_is_0_and_a_summary()
    {
        var (code, output, error) = await RunAsync("verify", "--store", Store);

        Assert.Equal((0, ""), (code, error));
        Assert.EndsWith("2 users, 3 conversations, 10 messages.\nEverything is sound.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_is_1_and_a_list_and_after_repair_0_and_known_losses()
    {
        var name = Spoil();

        var (code, output, _) = await RunAsync("verify", "--store", Store);
        Assert.Equal(1, code);
        Assert.StartsWith($"damaged\t{name}\tchecksum\tThe text of chunk 2 is not served.", output, StringComparison.Ordinal);
        AssertDiscreet(output);

        (code, output, var error) = await RunAsync("repair", "--store", Store);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith($"settled\t{name}\tchecksum", output, StringComparison.Ordinal);
        AssertDiscreet(output);

        (code, output, _) = await RunAsync("verify", "--store", Store);
        Assert.Equal(0, code);
        Assert.StartsWith($"known loss\t{name}\tchecksum", output, StringComparison.Ordinal);
        Assert.EndsWith("Everything is sound but for 1 known losses.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task As_json_it_is_one_document_that_fits_its_schema(bool isSpoilt, int expected)
    {
        if (isSpoilt)
            Spoil();

        var (code, output, error) = await RunAsync("verify", "--json", "--store", Store);

        Assert.Equal((expected, ""), (code, error));
        const string Name = "schemas/verification.schema.json";
        await using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Name)!;
        var schema = await JsonSchema.FromJsonAsync(stream, TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(output));
        AssertDiscreet(output);
    }

    [Fact]
    public async Task Repair_is_refused_beside_a_server_and_verify_is_not()
    {
        await _fixture.Stream.StartAsync();

        Assert.Equal(0, (await RunAsync("verify", "--store", Store)).Code);
        var (code, _, error) = await RunAsync("repair", "--store", Store);
        Assert.Equal(1, code);
        Assert.Contains("is in use by", error, StringComparison.Ordinal);
        await _fixture.Stream.StopAsync();
    }

    [Fact]
    public async Task A_file_of_another_version_keeps_repair_from_success()
    {
        var name = VerificationFixture.NameOf(VerificationFixture.Reply, 2);
        var folder = new CraftedFolder(_fixture.Data);
        var sound = folder.Read(name);
        folder.Change(name, chunk => chunk["format"] = 2);

        var (code, output, _) = await RunAsync("repair", "--store", Store);

        Assert.Equal(1, code);
        Assert.StartsWith($"damaged\t{name}\tversion\t", output, StringComparison.Ordinal);
        folder.Write(name, sound);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("repair")]
    public async Task Both_have_help_and_say_when_there_is_no_store(string command)
    {
        var (code, output, _) = await RunAsync(command, "--help");
        Assert.Equal(0, code);
        Assert.Contains("--store <files:DIR|sqlite:FILE>", output, StringComparison.Ordinal);

        (code, _, var error) = await RunAsync(command, "--store", "files:/nowhere/at/all");
        Assert.Equal((1, "There is no store at files:/nowhere/at/all."), (code, error));
    }

    private string Store => $"files:{_fixture.Data}";

    private static void AssertDiscreet(string output)
    {
        foreach (var said in new[] { "Why?", "The end", "aaaa", "bbbb", "Reise", "Ada" })
            Assert.DoesNotContain(said, output, StringComparison.Ordinal);
    }

    private string Spoil()
    {
        var name = VerificationFixture.NameOf(VerificationFixture.Reply, 2);
        var bytes = File.ReadAllBytes(_fixture.PathOf(name));
        bytes[100] ^= 1;
        File.WriteAllBytes(_fixture.PathOf(name), bytes);
        _fixture.Stream.Sandbox.ExpectDamaged(name);
        return name;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RoundtableCommand.InvokeAsync(args, output, error);
        return (code, output.ToString().Trim(), error.ToString().Trim());
    }
}
