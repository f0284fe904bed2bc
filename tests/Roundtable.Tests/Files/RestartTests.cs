using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>What a clean stop and a start keep.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_restart_keeps_everything_that_a_reader_can_see()
    {
        var words = Enumerable.Range(0, 100).Select(word => $"word{word} ").ToList();
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, words);
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation);
        _fixture.Time.Advance(TimeSpan.FromMinutes(3));
        var facts = new ConversationFacts
        {
            Title = "Second",
            Metadata = new Dictionary<string, string> { ["a"] = "b" },
        };
        await _fixture.Store.CreateConversationAsync(StreamFixture.User, facts, CancellationToken.None);
        _fixture.Time.Advance(TimeSpan.FromMinutes(3));
        await _fixture.Store.ChangeConversationAsync(
            StreamFixture.Conversation,
            facts with
            {
                Archived = true,
            },
            StreamFixture.User,
            1,
            CancellationToken.None
        );

        var before = await EverythingAsync();
        await _fixture.ReopenAsync();

        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task Numbers_go_on_after_a_restart()
    {
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");
        var before = await FindAsync();
        await _fixture.ReopenAsync();

        var turn = await _fixture.Host.AskAsync(StreamFixture.Conversation);
        var conversation = await _fixture.Store.CreateConversationAsync(StreamFixture.User, new(), CancellationToken.None);

        Assert.Equal(3, turn.Message.Id.Number);
        Assert.Equal(2, conversation!.Id.Number);
        Assert.Equal(before.Change + 3, conversation.Change);
    }

    [Fact]
    public async Task A_clean_stop_leaves_no_segment_and_nothing_private()
    {
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, new string('a', 5_000));
        await _fixture.StopAsync();

        Assert.Empty(Directory.EnumerateFiles(_fixture.Sandbox.PathOf("journal"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_clean_stop_interrupts_what_is_open_and_keeps_its_text()
    {
        var reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        await _fixture.Store.AppendBundleAsync(Bundles.Of(reply, "Half an answer"), CancellationToken.None);
        await _fixture.ReopenAsync();

        var message = await _fixture.Host.ReadAsync(reply);
        Assert.Equal(("Half an answer", FinishReason.Interrupted), (message.Content, message.FinishReason));
    }

    [Fact]
    public async Task A_turn_that_slips_in_while_the_store_closes_is_not_lost()
    {
        var first = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        // The end of the first reply is being written by the stop when a late turn arrives.
        Task<Turn>? late = null;
        _fixture.Host.Disk.Before = _ => late ??= _fixture.Host.AskAsync(StreamFixture.Conversation, "Late?");
        await _fixture.StopAsync();
        await _fixture.StartAsync();

        Assert.Equal(FinishReason.Interrupted, (await _fixture.Host.ReadAsync(first)).FinishReason);
        var isStored = await late!.ContinueWith(
            turn => turn.IsCompletedSuccessfully,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
        if (!isStored)
            return;
        var reply = await _fixture.Host.ReadAsync((await late).Replies[0]);
        Assert.Equal(FinishReason.Interrupted, reply.FinishReason);
        Assert.Empty(reply.Damaged);
    }

    private async Task<Conversation> FindAsync() =>
        (await _fixture.Store.FindConversationAsync(StreamFixture.Conversation, CancellationToken.None))!;

    /// <summary>All of it, as text that can be compared.</summary>
    private async Task<string> EverythingAsync()
    {
        var all = new List<object>();
        await foreach (var user in _fixture.Store.ListUsersAsync(CancellationToken.None))
            all.Add(user);
        var query = new ConversationQuery(Limit: 100);
        foreach (var found in await _fixture.Store.ListConversationsAsync(StreamFixture.User, query, CancellationToken.None))
        {
            all.Add(found);
            await foreach (var message in _fixture.Host.Reader.ReadAsync(found, Enumerable.Range(1, 9), CancellationToken.None))
                all.Add(message);
        }

        return System.Text.Json.JsonSerializer.Serialize(all);
    }
}
