using System.Text.Json.Nodes;

namespace Roundtable.Tests.Sandbox;

/// <summary>What files say, against their schemas, their names and each other: every rule, broken once.</summary>
public sealed class FolderSandboxContentTests : IDisposable
{
    private const string Messages = "users/us01/data/conversations/messages/us01-co12-";
    private const string Question = Messages + "ms01.json";
    private const string Opening = Messages + "ms02.json";
    private const string First = Messages + "ms02-001.json";
    private const string Second = Messages + "ms02-002.json";
    private const string Last = Messages + "ms02-003.json";

    private readonly FolderSandbox _sandbox = new();
    private readonly CraftedFolder _folder;

    public FolderSandboxContentTests() => _folder = CraftedFolder.Sound(_sandbox.Data);

    public void Dispose()
    {
        // What these tests leave behind is wrong on purpose.
        if (Directory.Exists(_sandbox.Data))
            Directory.Delete(_sandbox.Data, recursive: true);
        _sandbox.Dispose();
    }

    [Theory]
    [InlineData(CraftedFolder.User, "name", "\"\"")]
    [InlineData(CraftedFolder.User, "revision", "0")]
    [InlineData(CraftedFolder.User, "format", "2")]
    [InlineData(CraftedFolder.User, "createdAt", "\"2026-11-23T02:00:00Z\"")]
    [InlineData(CraftedFolder.Conversation, "tag", "\"C0FFEE\"")]
    [InlineData(CraftedFolder.Conversation, "archived", "\"no\"")]
    [InlineData(CraftedFolder.Conversation, "participants", "[1]")]
    [InlineData(CraftedFolder.Conversation, "metadata", "{\"k\":1}")]
    [InlineData(CraftedFolder.Conversation, "changedBy", "\"us1\"")]
    [InlineData(Question, "status", "\"streaming\"")]
    [InlineData(Question, "seq", "2")]
    [InlineData(Question, "offset", "1")]
    [InlineData(Opening, "tokens", "\"early\"")]
    [InlineData(Opening, "routedBy", "\"Mention\"")]
    [InlineData(Opening, "tokenCount", "1")]
    [InlineData(First, "bundles", "[]")]
    [InlineData(First, "bundles", "[{\"length\":0,\"tokenCount\":20}]")]
    [InlineData(First, "offset", "-1")]
    [InlineData(First, "tokens", "null")]
    [InlineData(First, "timestamp", "\"2026-11-23T02:00:00.000+00:00\"")]
    [InlineData(Last, "finishReason", "\"done\"")]
    [InlineData(Last, "change", "0")]
    public void A_value_that_the_schema_does_not_know_is_refused(string path, string member, string value)
    {
        _folder.Change(path, file => file[member] = JsonNode.Parse(value));

        Assert.StartsWith($"{path}: schema: ", Violation());
    }

    [Theory]
    [InlineData(CraftedFolder.User)]
    [InlineData(CraftedFolder.Conversation)]
    [InlineData(Question)]
    [InlineData(Opening)]
    [InlineData(First)]
    [InlineData(Last)]
    public void An_unknown_member_is_refused(string path)
    {
        _folder.Change(path, file => file["mood"] = "good");

        Assert.StartsWith($"{path}: schema: ", Violation());
    }

    [Theory]
    [InlineData(CraftedFolder.User, "name")]
    [InlineData(CraftedFolder.Conversation, "createdAt")]
    [InlineData(CraftedFolder.Conversation, "archived")]
    [InlineData(Question, "authorId")]
    [InlineData(Opening, "routedBy")]
    [InlineData(First, "bundles")]
    [InlineData(First, "tokenCount")]
    [InlineData(Last, "completedAt")]
    [InlineData(Last, "finishReason")]
    public void A_missing_member_is_refused(string path, string member)
    {
        _folder.Change(path, file => file.Remove(member));

        Assert.StartsWith($"{path}: schema: ", Violation());
    }

    [Fact]
    public void An_error_without_a_failure_is_refused()
    {
        var error = new JsonObject { ["code"] = "timeout", ["message"] = "The model said nothing." };
        _folder.Change(Last, file => file.Insert(file.IndexOf("completedAt"), "error", error));

        Assert.Contains("schema", Violation());
    }

    [Theory]
    [InlineData(CraftedFolder.User, "userId", "us02")]
    [InlineData(CraftedFolder.Conversation, "conversationId", "us01-co13")]
    [InlineData(CraftedFolder.Conversation, "userId", "us02")]
    [InlineData(Question, "messageId", "us02-co12-ms01")]
    [InlineData(First, "messageId", "us01-co12-ms03")]
    [InlineData(First, "messageId", "us01-co12-ms02\n")]
    [InlineData(Opening, "replyTo", "us01-co13-ms01")]
    public void A_name_that_disagrees_with_the_ids_inside_is_refused(string path, string member, string id)
    {
        _folder.Change(path, file => file[member] = id);

        Assert.StartsWith($"{path}: identity: {member} ", Violation());
    }

    [Fact]
    public void A_replaced_message_of_another_conversation_is_refused()
    {
        _folder.Change(Opening, file => file.Insert(file.IndexOf("tag"), "replaces", "us01-co13-ms01"));

        Assert.Contains("identity: replaces names us01-co13-ms01", Violation());
    }

    [Theory]
    [InlineData(CraftedFolder.User)]
    [InlineData(CraftedFolder.Conversation)]
    public void A_revision_under_the_name_of_another_is_refused(string path)
    {
        _folder.Change(path, file => file["revision"] = 2);

        Assert.StartsWith($"{path}: identity: revision is 2", Violation());
    }

    [Fact]
    public void Two_chunks_that_were_swapped_are_refused()
    {
        var (first, second) = (_folder.Read(First), _folder.Read(Second));
        _folder.Write(First, second);
        _folder.Write(Second, first);

        Assert.Equal(2, Violations().Count(violation => violation.Contains("identity: seq", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_chunk_under_the_name_of_a_message_is_refused()
    {
        _folder.Write(Opening, _folder.Read(First));

        Assert.Contains("identity: a chunk, the name says otherwise", Violation());
    }

    [Fact]
    public void An_opening_under_the_name_of_a_chunk_is_refused()
    {
        _folder.Write(First, _folder.Read(Opening));

        Assert.Contains("identity: no chunk, the name says otherwise", Violation());
    }

    [Fact]
    public void Bundles_that_do_not_add_up_to_the_text_are_refused()
    {
        _folder.Change(First, file => file["bundles"]![0]!["length"] = 8);

        Assert.Contains("bundles: their lengths give 8", Violation());
    }

    [Fact]
    public void Bundles_that_do_not_add_up_to_the_tokens_are_refused()
    {
        _folder.Change(First, file => file["tokenCount"] = 19);

        Assert.Contains("bundles: their token counts give 20", Violation());
    }

    [Fact]
    public void A_last_chunk_with_text_and_without_bundles_is_refused()
    {
        _folder.Change(Last, file => Assert.True(file.Remove("bundles")));
        _sandbox.Validate();

        _folder.Change(Last, file => file["tokens"] = "text");

        Assert.Contains("bundles: their lengths give 0", Violation());
    }

    private string Violation() => Assert.Single(Violations());

    private IReadOnlyList<string> Violations() => Assert.Throws<SandboxViolationException>(_sandbox.Validate).Violations;
}
