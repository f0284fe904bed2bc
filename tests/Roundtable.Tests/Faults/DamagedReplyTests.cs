using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Sqlite;
using Roundtable.Tests.Databases;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>A page below open replies is damaged while they are written: theirs alone are refused, and all others go on.</summary>
public sealed class DamagedReplyTests : IDisposable
{
    private const int Replies = 60;
    private const int BundlesEach = 5;
    private static readonly UserId User = new(1);
    private static readonly string Text = new('t', 300);

    private readonly DatabaseSandbox _sandbox = new();
    private readonly Meter _meter = new("Roundtable.Tests");
    private readonly List<MessageId> _replies = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _meter.Dispose();
        _sandbox.Dispose();
    }

    [Theory]
    [InlineData("bundle")]
    [InlineData("message")]
    [InlineData("conversation")]
    public async Task Those_above_the_damage_are_refused_and_others_go_on(string table)
    {
        await using (var store = await OpenAsync())
        {
            await FillAsync(store);
            Damage(table);

            var refused = await AppendAsync(store, _ => (BundlesEach, 1));
            var again = await AppendAsync(store, id => refused.Contains(id) ? (BundlesEach, 1) : (BundlesEach + 1, 2));
            var ended = await EndAsync(store);

            Assert.Subset(again, refused);
            Assert.All([refused, again, ended], some => Assert.InRange(some.Count, 0, Replies / 2));
            Assert.NotEmpty(refused);
            Assert.NotNull(await store.CreateConversationAsync(User, new ConversationFacts { Title = "Another" }, Cancelled));
        }

        await using var next = await OpenAsync();
        Assert.NotNull(await next.CreateConversationAsync(User, new ConversationFacts { Title = "Another" }, Cancelled));
    }

    [Fact]
    public async Task What_is_open_is_known_without_its_index()
    {
        await using var store = await OpenAsync();
        await FillAsync(store);
        Damage("message_open");

        Assert.Equal(Replies, (await EndAsync(store)).Count);
        Assert.Empty(await AppendAsync(store, _ => (BundlesEach, 1)));
    }

    [Fact]
    public async Task A_start_needs_no_index_of_what_is_open()
    {
        await LeaveAsync(file => Assert.True(DamagedPageTests.Overwrite(file, "message_open", "leaf", isNoise: true)));

        await using var next = await OpenAsync();

        Assert.NotNull(await next.CreateConversationAsync(User, new ConversationFacts { Title = "Another" }, Cancelled));
    }

    [Fact]
    public async Task A_reply_whose_text_was_damaged_is_over_once_it_has_ended()
    {
        await LeaveAsync(file => SqliteShell.Run(file, "update bundle set tokens = upper(tokens)"));

        await using var next = await OpenAsync();

        var turn = await next.ReplaceReplyAsync(_replies[0], new NewReply("sage", null, RoutedBy.Default), null, Cancelled);
        Assert.NotNull(turn);
        var late = Bundles.Of(_replies[1], Text, BundlesEach * Text.Length);
        await Assert.ThrowsAsync<MessageNotOpenException>(() => next.AppendBundleAsync(late, Cancelled).AsTask());
    }

    /// <summary>The file as a process that dies leaves it, changed since.</summary>
    private async Task LeaveAsync(Action<string> change)
    {
        var copy = _sandbox.File + ".copy";
        await using (var store = await OpenAsync())
        {
            await FillAsync(store);
            SqliteShell.Run(_sandbox.File, "pragma wal_checkpoint(truncate)");
            File.Copy(_sandbox.File, copy);
        }

        _sandbox.IsDamaged = true;
        File.Copy(copy, _sandbox.File, overwrite: true);
        change(_sandbox.File);
    }

    /// <summary>The page as it is on the disk; and another's write, so that nobody knows it from before.</summary>
    private void Damage(string table)
    {
        _sandbox.IsDamaged = true;
        SqliteShell.Run(_sandbox.File, "pragma wal_checkpoint(truncate)");
        Assert.True(DamagedPageTests.Overwrite(_sandbox.File, table, "leaf", isNoise: true));
        SqliteShell.Run(_sandbox.File, "insert into meta (name, value) values ('another', '1')");
    }

    private Task<HashSet<MessageId>> AppendAsync(SqliteStore store, Func<MessageId, (int Number, int Seq)> next) =>
        RefusedAsync(
            store,
            id =>
            {
                var (number, seq) = next(id);
                var bundle = Bundles.Of(id, Text, number * Text.Length, seq, closes: true);
                return store.AppendBundleAsync(bundle, Cancelled).AsTask();
            }
        );

    private Task<HashSet<MessageId>> EndAsync(SqliteStore store) =>
        RefusedAsync(store, id => store.EndMessageAsync(id, new MessageEnd(FinishReason.Stop), Cancelled).AsTask());

    private async Task<HashSet<MessageId>> RefusedAsync(SqliteStore store, Func<MessageId, Task> writeAsync)
    {
        var refused = new HashSet<MessageId>();
        foreach (var id in _replies)
        {
            var refusal = await Record.ExceptionAsync(() => writeAsync(id));
            Assert.True(refusal is null or StorageUnavailableException, $"{id}: {refusal}");
            Assert.Null(store.Trouble);
            if (refusal is not null)
                refused.Add(id);
        }

        return refused;
    }

    private async Task FillAsync(SqliteStore store)
    {
        await store.AddUserAsync("Ada", Cancelled);
        for (var i = 0; i < Replies; i++)
        {
            var facts = new ConversationFacts { Title = $"{i}: {Text}" };
            var conversation = (await store.CreateConversationAsync(User, facts, Cancelled))!.Id;
            var reply = await DatabaseFixture.AskAsync(store, conversation, "And?");
            for (var number = 0; number < BundlesEach; number++)
                await store.AppendBundleAsync(Bundles.Of(reply, Text, number * Text.Length), Cancelled);
            _replies.Add(reply);
        }
    }

    private Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions { File = _sandbox.File },
            _meter,
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance,
            Cancelled
        );
}
