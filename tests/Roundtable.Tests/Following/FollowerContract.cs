using System.Diagnostics.Metrics;
using System.Text;
using Roundtable.Agents;
using Roundtable.Cursors;
using Roundtable.Following;
using Roundtable.Tests.Contract;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Following;

/// <summary>Whoever follows a message of any store sees its text once, without a gap, from any place on.</summary>
public abstract class FollowerContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    private const string Said = "Grüße 🌍 und 世界! ";
    private readonly Meter _meter = new("Roundtable.Tests");
    private Lazy<StoreStreams> _streams;

    protected FollowerContract() => _streams = New();

    private StoreStreams Streams => _streams.Value;

    [Fact]
    public async Task Many_followers_of_one_message_see_the_same_text_live()
    {
        var reply = await OpenReplyAsync();
        var source = new ScriptedSource();
        var followers = Enumerable.Range(0, 50).Select(_ => Task.Run(() => CollectAsync(reply, FollowStart.At(0)))).ToList();
        var recording = Streams.RecordAsync(reply, source);
        for (var i = 0; i < 200; i++)
            source.Say(Said);
        source.Finish();
        await recording;

        var expected = string.Concat(Enumerable.Repeat(Said, 200));
        Assert.All(await Task.WhenAll(followers), text => Assert.Equal(expected, text));
    }

    [Fact]
    public async Task A_follower_who_stops_reading_delays_nobody_and_goes_on_from_storage()
    {
        var reply = await OpenReplyAsync();
        await using var slow = Streams
            .Follower.FollowAsync(reply, FollowStart.Snapshot, Cancellation)
            .GetAsyncEnumerator(Cancellation);
        Assert.True(await slow.MoveNextAsync());
        Assert.IsType<MessageShown>(slow.Current);

        await Streams.RecordAsync(reply, ScriptedSource.Saying(Enumerable.Repeat(Said, 500)));

        var text = new StringBuilder();
        while (await slow.MoveNextAsync() && slow.Current is BundleShown bundle)
        {
            Assert.Equal(text.Length, bundle.Offset);
            text.Append(bundle.Tokens);
        }

        Assert.Equal(string.Concat(Enumerable.Repeat(Said, 500)), text.ToString());
        var ended = Assert.IsType<MessageEnded>(slow.Current);
        Assert.Equal((text.Length, ""), (ended.Cursor.Offset, ended.Message.Content));
        Assert.False(await slow.MoveNextAsync());
    }

    [Fact]
    public async Task A_bundle_is_seen_when_it_is_durable_and_before_the_next_is_said()
    {
        var reply = await OpenReplyAsync();
        var source = new ScriptedSource();
        var recording = Streams.RecordAsync(reply, source);
        await using var live = Streams
            .Follower.FollowAsync(reply, FollowStart.At(0), Cancellation)
            .GetAsyncEnumerator(Cancellation);
        for (var i = 0; i < 100; i++)
        {
            source.Say(new string('a', 20));
            Assert.True(await live.MoveNextAsync());
            Assert.Equal(i * 20, Assert.IsType<BundleShown>(live.Current).Offset);
        }

        source.Finish();
        Assert.True(await live.MoveNextAsync());
        Assert.Equal(FinishReason.Stop, Assert.IsType<MessageEnded>(live.Current).Message.FinishReason);
        await recording;
    }

    [Fact]
    public async Task Every_offset_and_every_cursor_goes_on_with_exactly_the_rest_also_after_a_restart()
    {
        var reply = await Streams.AnswerAsync(Conversation, Enumerable.Repeat(Said, 12));
        var message = await Streams.ReadAsync(reply);
        for (var restart = 0; restart < 2; restart++)
        {
            for (var offset = 0; offset <= message.Length; offset++)
            {
                var isInside = offset < message.Length && char.IsLowSurrogate(message.Content[offset]);
                var expected = isInside ? $"snapshot {message.Content}" : message.Content[offset..];
                Assert.Equal(expected, await CollectAsync(reply, FollowStart.At(offset)));
                var cursor = MessageCursor.Parse(new MessageCursor(reply, message.Tag, offset, false).ToString());
                Assert.Equal(expected, await CollectAsync(reply, FollowStart.After(cursor)));
            }

            await ReopenAsync();
            _streams = New();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task What_a_person_said_comes_in_bundles_too(int from)
    {
        var said = string.Concat(Enumerable.Repeat(Said, 200));
        var message = (await Streams.AskAsync(Conversation, said)).Message.Id;
        var text = said[..from];
        await foreach (var happened in Streams.Follower.FollowAsync(message, FollowStart.At(from), Cancellation))
        {
            if (happened is not BundleShown bundle)
                break;
            Assert.Equal((text.Length, new CodePointCounter().Count(bundle.Tokens)), (bundle.Offset, bundle.TokenCount));
            Assert.InRange(bundle.TokenCount, 1, 20);
            text += bundle.Tokens;
        }

        Assert.Equal(said, text);
    }

    [Fact]
    public async Task The_rest_of_a_bundle_is_never_larger_than_a_bundle()
    {
        // A real vocabulary has a word as one token, and its rest as several.
        var counter = new O200kTokenCounter();
        var follower = new Follower(Store, Streams.Reader, Streams.Announcer, counter);
        var reply = (await Streams.AskAsync(Conversation)).Replies[0];
        var bundle = string.Concat(Enumerable.Repeat(" international", 17)) + " a b c";
        var first = new Bundle
        {
            MessageId = reply,
            Seq = 1,
            Offset = 0,
            Tokens = bundle,
            TokenCount = 20,
            Timestamp = TimeProvider.System.GetUtcNow(),
        };
        Assert.Equal(20, counter.Count(bundle));
        await Store.AppendBundleAsync(first, Cancellation);
        await Store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), Cancellation);
        for (var from = 0; from < 14; from++)
        {
            var text = bundle[..from];
            await foreach (var happened in follower.FollowAsync(reply, FollowStart.At(from), Cancellation))
            {
                if (happened is not BundleShown shown)
                    break;
                Assert.InRange(shown.TokenCount, 1, 20);
                text += shown.Tokens;
            }

            Assert.Equal(bundle, text);
        }
    }

    [Fact]
    public async Task Every_cursor_that_was_shown_resumes_without_gap_or_repetition()
    {
        var reply = await Streams.AnswerAsync(Conversation, Enumerable.Repeat(Said, 40));
        var (text, resumed) = ("", 0);
        await foreach (var happened in Streams.Follower.FollowAsync(reply, FollowStart.At(0), Cancellation))
        {
            if (happened is not BundleShown bundle)
                break;
            text += bundle.Tokens;
            resumed++;
            Assert.Equal(
                string.Concat(Enumerable.Repeat(Said, 40))[text.Length..],
                await CollectAsync(reply, FollowStart.After(bundle.Cursor))
            );
        }

        Assert.InRange(resumed, 30, int.MaxValue);
    }

    [Fact]
    public async Task A_cursor_that_does_not_fit_gives_a_snapshot()
    {
        var reply = await Streams.AnswerAsync(Conversation, Said);
        var message = await Streams.ReadAsync(reply);
        var question = new MessageId(Conversation, 1);
        FollowStart[] strange =
        [
            FollowStart.Snapshot,
            FollowStart.At(message.Length + 1),
            FollowStart.At(int.MaxValue),
            FollowStart.After(new MessageCursor(reply, message.Tag + 1, 0, false)),
            FollowStart.After(new MessageCursor(reply, message.Tag, message.Length + 1, false)),
            FollowStart.After(new MessageCursor(question, message.Tag, 0, false)),
        ];

        foreach (var start in strange)
            Assert.Equal($"snapshot {Said}", await CollectAsync(reply, start));
    }

    [Fact]
    public async Task A_message_that_does_not_exist_has_nothing_to_follow() =>
        Assert.Equal("", await CollectAsync(new MessageId(Conversation, 77), FollowStart.Snapshot));

    [Fact]
    public async Task A_users_message_is_followed_to_its_end_at_once()
    {
        await Streams.AskAsync(Conversation, Said, agents: 0);
        var question = new MessageId(Conversation, 1);

        Assert.Equal($"snapshot {Said}", await CollectAsync(question, FollowStart.Snapshot));
        Assert.Equal(Said, await CollectAsync(question, FollowStart.At(0)));
    }

    [Fact]
    public async Task Who_leaves_is_forgotten()
    {
        var reply = await OpenReplyAsync();
        using var leaving = new CancellationTokenSource();
        var following = CollectAsync(reply, FollowStart.Snapshot, leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        await Streams.RecordAsync(reply, ScriptedSource.Saying(Said));
    }

    [Fact]
    public async Task All_replies_of_a_turn_are_followed_at_once_and_each_event_says_where_all_of_them_are()
    {
        var turn = await Streams.AskAsync(Conversation, agents: 3);
        var following = Task.Run(() => CollectAsync(turn), Cancellation);
        await Task.WhenAll(
            turn.Replies.Select(reply => Streams.RecordAsync(reply, ScriptedSource.Saying(Enumerable.Repeat(Said, 50))))
        );

        var (texts, last) = await following;

        Assert.Equal(3, texts.Count);
        Assert.All(texts.Values, text => Assert.Equal(string.Concat(Enumerable.Repeat(Said, 50)), text.ToString()));
        Assert.Empty(last.Open);
        Assert.Equal(4, last.MessageCount);
    }

    /// <summary>Over the store as it is when it is asked for first, by whomever.</summary>
    private Lazy<StoreStreams> New() => new(() => new StoreStreams(Store, _meter, TimeProvider.System));

    private async Task<(Dictionary<MessageId, StringBuilder> Texts, ConversationCursor Last)> CollectAsync(Turn turn)
    {
        var texts = new Dictionary<MessageId, StringBuilder>();
        ConversationCursor? last = null;
        await foreach (var (cursor, happened) in Streams.TurnFollower.FollowAsync(turn, Cancellation))
        {
            last = ConversationCursor.Parse(cursor.ToString());
            if (happened is MessageShown shown && shown.Message.Role == MessageRole.Agent)
                texts.Add(shown.Message.Id, new StringBuilder(shown.Message.Content));
            if (happened is not BundleShown bundle)
                continue;
            Assert.Equal(texts[bundle.Cursor.Id].Length, bundle.Offset);
            texts[bundle.Cursor.Id].Append(bundle.Tokens);
            Assert.All(
                last.Open,
                open => Assert.Equal(texts[new MessageId(turn.Conversation.Id, open.Number)].Length, open.Length)
            );
        }

        return (texts, last!);
    }

    /// <summary>What a follower pieces together, after the word «snapshot» if it began with one; offsets must fit.</summary>
    private async Task<string> CollectAsync(MessageId id, FollowStart start, CancellationToken? cancellationToken = null)
    {
        var text = new StringBuilder();
        int? position = null;
        var isEnded = false;
        await foreach (var happened in Streams.Follower.FollowAsync(id, start, cancellationToken ?? Cancellation))
        {
            Assert.False(isEnded);
            switch (happened)
            {
                case MessageShown shown:
                    text.Append("snapshot ").Append(shown.Message.Content);
                    position = shown.Message.Length;
                    break;
                case BundleShown bundle:
                    Assert.Equal(position ?? bundle.Offset, bundle.Offset);
                    text.Append(bundle.Tokens);
                    position = bundle.Offset + bundle.Tokens.Length;
                    Assert.Equal(position, bundle.Cursor.Offset);
                    break;
                default:
                    isEnded = true;
                    break;
            }
        }

        return text.ToString();
    }
}
