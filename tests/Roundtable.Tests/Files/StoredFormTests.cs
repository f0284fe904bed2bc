using System.Text;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Files;

/// <summary>Names and bytes of every kind of file, as the requirements and the design give them.</summary>
public sealed class StoredFormTests : IAsyncLifetime
{
    private const string Time = "2026-11-23T02:00:00.000Z";
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task The_layout_is_the_one_of_the_requirements()
    {
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, new string('a', 130));
        await _fixture.StopAsync();

        Assert.Equal(
            [
                "lock",
                "users/us01/data/conversations/messages/us01-co01-ms01.json",
                "users/us01/data/conversations/messages/us01-co01-ms02-001.json",
                "users/us01/data/conversations/messages/us01-co01-ms02-002.json",
                "users/us01/data/conversations/messages/us01-co01-ms02-003.json",
                "users/us01/data/conversations/messages/us01-co01-ms02.json",
                "users/us01/data/conversations/us01-co01.json",
                "users/us01/user.json",
            ],
            Names()
        );
    }

    [Fact]
    public async Task A_user_is_stored_like_this()
    {
        await _fixture.StopAsync();

        AssertStored(
            "users/us01/user.json",
            $$"""
            {"userId":"us01","revision":1,"name":"Ada","createdAt":"{{Time}}","timestamp":"{{Time}}","format":1
            """
        );
    }

    [Fact]
    public async Task A_conversation_and_its_revisions_are_stored_like_this()
    {
        var created = await _fixture.Store.FindConversationAsync(StreamFixture.Conversation, CancellationToken.None);
        var facts = new ConversationFacts
        {
            Title = "会話 🌍 \"quoted\" \\ é\n",
            Participants = ["sage", "parrot"],
            Metadata = new Dictionary<string, string> { ["k"] = "v" },
            Archived = true,
        };
        await _fixture.Store.ChangeConversationAsync(created!.Id, facts, StreamFixture.User, null, CancellationToken.None);
        await _fixture.StopAsync();

        AssertStored(
            "users/us01/data/conversations/us01-co01.json",
            $$"""
            {"conversationId":"us01-co01","revision":1,"userId":"us01","title":"Reise nach Köln","participants":[],"metadata":{},
            "archived":false,"createdAt":"{{Time}}","timestamp":"{{Time}}","changedBy":"us01",
            "tag":"{{created.Tag:x16}}","change":1,"format":1
            """
        );
        AssertStored(
            "users/us01/data/conversations/us01-co01-r02.json",
            $$"""
            {"conversationId":"us01-co01","revision":2,"userId":"us01","title":"会話 🌍 \"quoted\" \\ é\n",
            "participants":["sage","parrot"],"metadata":{"k":"v"},"archived":true,"createdAt":"{{Time}}",
            "timestamp":"{{Time}}","changedBy":"us01","tag":"{{created.Tag:x16}}","change":2,"format":1
            """
        );
    }

    [Fact]
    public async Task A_question_and_an_answer_are_stored_like_this()
    {
        var turn = await _fixture.Host.AskAsync(StreamFixture.Conversation, "Grüße 世界 🌍\n<b>&'\u2028");
        await _fixture.Host.RecordAsync(turn.Replies[0], ScriptedSource.Saying(new string('a', 60), "🌍 \0\u007F\t\"\\/+"));
        var reply = await _fixture.Host.ReadAsync(turn.Replies[0]);
        await _fixture.StopAsync();

        AssertStored(
            StreamFixture.NameOf(turn.Message.Id),
            $$"""
            {"messageId":"us01-co01-ms01","seq":1,"tokens":"Grüße 世界 🌍\n<b>&'{{"\u2028"}}","timestamp":"{{Time}}",
            "status":"complete","format":1,"offset":0,"tokenOffset":0,"tokenCount":{{turn.Message.TokenCount}},
            "authorId":"us01","tag":"{{turn.Message.Tag:x16}}","change":2
            """
        );
        AssertStored(
            StreamFixture.NameOf(reply.Id),
            $$"""
            {"messageId":"us01-co01-ms02","seq":0,"tokens":"","timestamp":"{{Time}}","agentId":"agent-1","status":"streaming",
            "format":1,"offset":0,"tokenOffset":0,"tokenCount":0,"model":"m","replyTo":"us01-co01-ms01","routedBy":"list",
            "tag":"{{reply.Tag:x16}}","change":3
            """
        );
        AssertStored(
            StreamFixture.NameOf(reply.Id, 1),
            $$"""
            {"messageId":"us01-co01-ms02","seq":1,"tokens":"{{new string('a', 60)}}","timestamp":"{{Time}}",
            "agentId":"agent-1","status":"streaming","format":1,"offset":0,"tokenOffset":0,"tokenCount":60,
            "bundles":[{"length":20,"tokenCount":20},{"length":20,"tokenCount":20},{"length":20,"tokenCount":20}]
            """
        );
        AssertStored(
            StreamFixture.NameOf(reply.Id, 2),
            $$"""
            {"messageId":"us01-co01-ms02","seq":2,"tokens":"🌍 \u0000\u007F\t\"\\/+","timestamp":"{{Time}}",
            "agentId":"agent-1","status":"complete","format":1,"offset":60,"tokenOffset":60,"tokenCount":12,
            "bundles":[{"length":10,"tokenCount":12}],"change":4,"finishReason":"stop","completedAt":"{{Time}}"
            """
        );
    }

    [Fact]
    public async Task An_end_that_finds_no_open_chunk_is_a_chunk_of_its_own()
    {
        var turn = await _fixture.Host.AskAsync(StreamFixture.Conversation);
        var error = new MessageError("provider_timeout", "The model said nothing for a minute.");
        var ending = new MessageEnd(FinishReason.Error, error);
        await _fixture.Store.EndMessageAsync(turn.Replies[0], ending, CancellationToken.None);
        await _fixture.StopAsync();

        AssertStored(
            StreamFixture.NameOf(turn.Replies[0], 1),
            $$"""
            {"messageId":"us01-co01-ms02","seq":1,"tokens":"","timestamp":"{{Time}}","agentId":"agent-1","status":"complete",
            "format":1,"offset":0,"tokenOffset":0,"tokenCount":0,"change":4,"finishReason":"error",
            "error":{"code":"provider_timeout","message":"The model said nothing for a minute."},
            "completedAt":"{{Time}}"
            """
        );
    }

    [Fact]
    public async Task Text_of_a_message_is_the_first_six_members_alone()
    {
        var said = Enumerable.Range(0, 300).Select(word => $"wörd{word} ").ToList();
        var reply = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, said);
        await _fixture.StopAsync();

        var chunks = Directory
            .GetFiles(Path.GetDirectoryName(_fixture.PathOf(reply))!, $"{reply}*.json")
            .Select(path => System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!)
            .OrderBy(chunk => (int)chunk["seq"]!);
        Assert.Equal(string.Concat(said), string.Concat(chunks.Select(chunk => (string)chunk["tokens"]!)));
    }

    /// <param name="content">Broken into lines for people; the file is one line.</param>
    private void AssertStored(string name, string content)
    {
        var line = Encoding.UTF8.GetBytes(content.Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(Encoding.UTF8.GetString(StoredForm.Seal(line)), File.ReadAllText(_fixture.Sandbox.PathOf(name)));
    }

    private IEnumerable<string> Names() =>
        Directory
            .EnumerateFiles(_fixture.Sandbox.Data, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_fixture.Sandbox.Data, path))
            .Order(StringComparer.Ordinal);
}
