using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>Facts that cannot be read cost themselves alone: the messages are served, and what is recorded next is whole again.</summary>
public sealed class FactsDamageTests : IAsyncLifetime
{
    private const string Name = "users/us01/data/conversations/us01-co01.json";
    private StreamFixture _fixture = null!;
    private MessageId _reply;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StreamFixture.OpenAsync();
        _reply = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Because.");
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("zeros")]
    [InlineData("empty")]
    [InlineData("foreign")]
    [InlineData("link")]
    [InlineData("missing")]
    public async Task Messages_are_served_without_facts_and_new_facts_mend_the_conversation(string wrong)
    {
        await SpoilAsync(wrong);

        var found = await FindAsync();
        Assert.Equal(("", 2), (found.Title, found.MessageCount));
        Assert.Equal("Because.", (await _fixture.Host.ReadAsync(_reply)).Content);
        var query = new ConversationQuery(10);
        var listed = await _fixture.Store.ListConversationsAsync(StreamFixture.User, query, CancellationToken.None);
        Assert.Equal(2, listed.Count);

        var facts = new ConversationFacts { Title = "Named again" };
        await _fixture.Store.ChangeConversationAsync(found.Id, facts, StreamFixture.User, found.Revision, CancellationToken.None);
        await _fixture.ReopenAsync();
        Assert.Equal(("Named again", 2), ((await FindAsync()).Title, (await FindAsync()).Revision));
    }

    [Fact]
    public async Task A_number_of_a_change_that_cannot_be_read_is_not_given_out_again()
    {
        var lost = (await FindAsync()).Change;
        await _fixture.StopAsync();
        var path = _fixture.PathOf(_reply, seq: 1);
        _fixture.Sandbox.ExpectDamaged(StreamFixture.NameOf(_reply, seq: 1));
        File.WriteAllBytes(path, []);
        await _fixture.StartAsync();

        Assert.True((await FindAsync()).Change < lost);
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Again.");
        await _fixture.StopAsync();
        await _fixture.StartAsync();
        Assert.True((await FindAsync()).Change > lost + 3);
    }

    private async Task<Conversation> FindAsync() =>
        (await _fixture.Store.FindConversationAsync(StreamFixture.Conversation, CancellationToken.None))!;

    private async Task SpoilAsync(string wrong)
    {
        var other = await _fixture.Store.CreateConversationAsync(
            StreamFixture.User,
            new ConversationFacts(),
            CancellationToken.None
        );
        await _fixture.StopAsync();
        var path = _fixture.Sandbox.PathOf(Name);
        var elsewhere = path.Replace("co01", $"co{other!.Id.Number:D2}", StringComparison.Ordinal);
        var length = (int)new FileInfo(path).Length;
        File.Delete(path);
        _fixture.Sandbox.ExpectDamaged(Name);
        if (wrong is "zeros" or "empty")
            File.WriteAllBytes(path, new byte[wrong == "zeros" ? length : 0]);
        if (wrong is "foreign")
            File.Copy(elsewhere, path);
        if (wrong is "link")
            File.CreateSymbolicLink(path, elsewhere);
        if (wrong is "link")
            _fixture.Sandbox.Expect(Name);
        await _fixture.StartAsync();
    }
}
