using Roundtable.Agents;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Agents;

public sealed class TurnsTests : IDisposable
{
    private readonly FolderSandbox _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reply_is_written_to_its_end()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Hoo", " hoo", "."));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        var reply = Assert.Single(await table.PlayAsync("Hello"));

        Assert.Equal(("Hoo hoo.", FinishReason.Stop), (reply.Content, reply.FinishReason));
        Assert.Equal(("owl", "owl", RoutedBy.Default), (reply.AgentId, reply.Model, reply.RoutedBy));
    }

    [Fact]
    public async Task Agents_answer_side_by_side()
    {
        // Each waits for all the others to be asked.
        var asked = new CountdownEvent(3);
        var all = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(request =>
        {
            if (asked.Signal())
                all.SetResult();
            return Script.Say(request.Model).ThenWaitFor(all.Task);
        });
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        var replies = await table.PlayAsync("@fox @bee @owl?");

        Assert.Equal(["fox", "bee", "owl"], replies.Select(reply => reply.Content));
        Assert.All(replies, reply => Assert.Equal(RoutedBy.Mention, reply.RoutedBy));
    }

    [Fact]
    public async Task Nobody_is_asked_with_an_empty_list()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("No!"));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);
        var message = new NewMessage
        {
            AuthorId = table.Conversation.User,
            Content = "Note",
            Agents = [],
        };

        var turn = await table.Turns.BeginAsync(table.Conversation, message, Token);

        Assert.Empty(turn!.Replies);
        Assert.Empty(models.Requests);
    }

    [Fact]
    public async Task An_unknown_agent_stores_nothing()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("No!"));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        await Assert.ThrowsAsync<UnknownAgentException>(() => table.BeginAsync("Hello", "owl", "nobody"));

        Assert.Equal(0, (await table.Store.FindConversationAsync(table.Conversation, Token))!.MessageCount);
    }

    [Fact]
    public async Task A_conversation_that_does_not_exist_is_null()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("No!"));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);
        var message = new NewMessage { AuthorId = table.Conversation.User, Content = "Hello" };

        Assert.Null(await table.Turns.BeginAsync(new ConversationId(table.Conversation.User, 99), message, Token));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Hoo."));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        var turn = await table.BeginAsync("a\ud83eb 🦜");

        Assert.Equal("a\ufffdb 🦜", turn.Message.Content);
        await table.EndOfAsync(turn.Replies[0]);
    }

    [Fact]
    public async Task A_failed_model_ends_its_reply_with_the_error_and_the_partial()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Hoo").ThenError(0));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        var reply = Assert.Single(await table.PlayAsync("Hello"));

        Assert.Equal(("Hoo", FinishReason.Error, "provider_failed"), (reply.Content, reply.FinishReason, reply.Error?.Code));
    }

    [Fact]
    public async Task A_cancelled_reply_keeps_what_was_shown_and_the_others_go_on()
    {
        var gate = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(request => Script.Say("Hoo").ThenWaitFor(gate.Task).Then(" hoo."));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);
        var turn = await table.BeginAsync("@owl @fox");
        await Task.WhenAll(turn.Replies.Select(reply => table.SeeAsync(reply, "Hoo".Length)));

        Assert.True(table.Turns.Cancel(turn.Replies[0]));
        var cancelled = await table.EndOfAsync(turn.Replies[0]);
        gate.SetResult();
        var other = await table.EndOfAsync(turn.Replies[1]);

        Assert.Equal(("Hoo", FinishReason.Cancelled), (cancelled.Content, cancelled.FinishReason));
        Assert.Equal(("Hoo hoo.", FinishReason.Stop), (other.Content, other.FinishReason));
        Assert.False(table.Turns.Cancel(turn.Message.Id));
    }

    [Fact]
    public async Task Who_leaves_while_a_turn_begins_does_not_leave_replies_without_writers()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Hoo."));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);
        var message = new NewMessage { AuthorId = table.Conversation.User, Content = "Hello" };

        // Whether the turn had begun before anybody looked at the token is a race that either side may win.
        var left = await Record.ExceptionAsync(() =>
            table.Turns.BeginAsync(table.Conversation, message, new CancellationToken(canceled: true))
        );
        Assert.True(left is null or OperationCanceledException, left?.ToString());

        await table.Turns.StopAsync(TimeSpan.FromSeconds(30));
        var reply = await table.EndOfAsync(new MessageId(table.Conversation, 2));
        Assert.Equal(("Hoo.", FinishReason.Stop), (reply.Content, reply.FinishReason));
    }

    [Fact]
    public async Task A_stop_lets_replies_finish()
    {
        var gate = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Hoo").ThenWaitFor(gate.Task).Then(" hoo."));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);
        var turn = await table.BeginAsync("Hello");
        await table.SeeAsync(turn.Replies[0], "Hoo".Length);

        var stopping = table.Turns.StopAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<ShuttingDownException>(() => table.BeginAsync("Too late"));
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        await stopping;

        Assert.Equal("Hoo hoo.", (await table.EndOfAsync(turn.Replies[0])).Content);
    }

    [Fact]
    public async Task A_stop_interrupts_what_does_not_finish_and_keeps_it()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Hoo").ThenHang());
        await using var table = await TableFixture.StartAsync(_folder.Data, models);
        var turn = await table.BeginAsync("@owl @fox @bee");
        await Task.WhenAll(turn.Replies.Select(reply => table.SeeAsync(reply, "Hoo".Length)));

        await table.Turns.StopAsync(TimeSpan.FromMilliseconds(1));

        foreach (var id in turn.Replies)
        {
            var reply = await table.EndOfAsync(id);
            Assert.Equal(("Hoo", FinishReason.Interrupted), (reply.Content, reply.FinishReason));
        }
    }

    [Fact]
    public async Task What_is_said_stands_in_no_log()
    {
        await using var models = await ModelServer.StartAsync(Script.Refuse(503), Script.Say("sk-answer").ThenDie());
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        await table.PlayAsync("sk-question");

        var log = table.Log.GetSnapshot();
        Assert.NotEmpty(log);
        Assert.All(log, record => Assert.DoesNotContain("sk-", $"{record.Message} {record.Exception}", StringComparison.Ordinal));
    }
}
