using System.Text;
using System.Text.Json;
using Roundtable.Files;
using Roundtable.Files.Sealing;
using Roundtable.Following;
using Roundtable.Stored;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Sealing;

/// <summary>A quiet conversation's message files become one file, and nobody who reads can tell.</summary>
public sealed class SealingTests : IAsyncLifetime
{
    private static readonly ConversationId Conversation = StreamFixture.Conversation;
    private StreamFixture _fixture = null!;
    private MessageId _reply;

    private StreamHost Host => _fixture.Host;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StreamFixture.OpenAsync();
        _reply = await Host.AnswerAsync(Conversation, new string('a', 60), "Grüße 🌍 ", new string('b', 70), "\n\0 \"end\"");
        await Host.AnswerAsync(Conversation, "Short.");
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_line_has_a_message_readably_and_gives_back_its_files_to_the_byte()
    {
        await _fixture.ReopenAsync();
        var files = Seals.Loose(_fixture.Sandbox.Data, Conversation).Select(File.ReadAllBytes).ToList();
        var text = (await Host.ReadAsync(_reply)).Content;

        Assert.Equal(1, await Host.SealAsync());

        Assert.Empty(Seals.Loose(_fixture.Sandbox.Data, Conversation));
        var lines = File.ReadAllLines(_fixture.Sandbox.PathOf(Seals.NameOf(Conversation, 1)), Encoding.UTF8);
        Assert.StartsWith(
            """{"conversationId":"us01-co01","seal":1,"first":1,"last":4,"format":2,"checksum":"crc32c:""",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.Equal(4 + 2, lines.Length);
        Assert.Equal(text, JsonDocument.Parse(lines[2]).RootElement.GetProperty("tokens").GetString());
        var unfolded = lines[1..^1].SelectMany(line => SealedRun.Decode(Encoding.UTF8.GetBytes(line + "\n"))!.Chunks());
        Assert.Equal(files, unfolded.Select(ChunkFile.Encode));
    }

    [Fact]
    public async Task Chunks_list_order_and_position_are_the_same_before_after_and_after_a_restart()
    {
        await Host.Store.CreateConversationAsync(
            StreamFixture.User,
            new ConversationFacts { Title = "Other" },
            CancellationToken.None
        );
        await Host.AnswerAsync(new ConversationId(StreamFixture.User, 2), "Newer.");
        var (chunks, list) = (await Host.DescribeAsync(Conversation), await ListAsync());

        Assert.Equal(2, await Host.SealAsync());

        Assert.Equal(chunks, await Host.DescribeAsync(Conversation));
        Assert.Equivalent(list, await ListAsync(), strict: true);
        await _fixture.ReopenAsync();
        Assert.Equal(chunks, await Host.DescribeAsync(Conversation));
        Assert.Equivalent(list, await ListAsync(), strict: true);
    }

    [Fact]
    public async Task Numbers_go_on_and_the_next_seal_takes_what_came_since()
    {
        await Host.SealAsync();
        var third = await Host.AnswerAsync(Conversation, "Third.");
        Assert.Equal(6, third.Number);

        Assert.Equal(1, await Host.SealAsync());
        await _fixture.ReopenAsync();
        var fourth = await Host.AnswerAsync(Conversation, "Fourth.");

        Assert.Equal(8, fourth.Number);
        Assert.Equal("Third.", (await Host.ReadAsync(third)).Content);
        Assert.Equal(1, await Host.SealAsync());
        Assert.True(File.Exists(_fixture.Sandbox.PathOf(Seals.NameOf(Conversation, 3))));
        Assert.All(await Host.ReadAllAsync(Conversation), reading => Assert.Null(reading.Damage));
        Assert.Equal(0, await Host.SealAsync());
    }

    [Fact]
    public async Task An_open_reply_keeps_its_conversation_unsealed()
    {
        var open = (await Host.AskAsync(Conversation)).Replies[0];
        await Host.Store.AppendBundleAsync(Bundles.Of(open, "still"), CancellationToken.None);

        Assert.Equal(0, await Host.SealAsync());
        await Host.Store.EndMessageAsync(open, new MessageEnd(FinishReason.Stop), CancellationToken.None);
        Assert.Equal(1, await Host.SealAsync());
    }

    [Fact]
    public async Task What_was_said_just_now_is_not_sealed()
    {
        await Host.SealAsync();
        await Host.AnswerAsync(Conversation, "Now.");
        _fixture.Time.Advance(TimeSpan.FromMinutes(9));

        Assert.Equal(0, await Host.SealAsync(TimeSpan.FromMinutes(10)));
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Host.SealAsync(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task Nothing_is_sealed_at_a_stop_or_when_it_is_switched_off()
    {
        await _fixture.StopAsync();
        var options = new FileStoreOptions { Folder = _fixture.Sandbox.Data, SealAfter = null };
        _fixture.Time.Advance(TimeSpan.FromDays(365));
        await using (await StreamHost.OpenAsync(options, _fixture.Time)) { }

        Assert.False(File.Exists(_fixture.Sandbox.PathOf(Seals.NameOf(Conversation, 1))));
        await _fixture.StartAsync();
    }

    [Fact]
    public async Task A_follower_resumes_from_every_cursor_as_before()
    {
        var length = (await Host.ReadAsync(_reply)).Length;
        var before = await FollowAllAsync(length);

        await Host.SealAsync();
        Assert.Equal(before, await FollowAllAsync(length));
        await _fixture.ReopenAsync();
        Assert.Equal(before, await FollowAllAsync(length));
    }

    [Fact]
    public async Task Readers_notice_nothing_while_it_happens()
    {
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadOnAsync(stop.Token))).ToList();
        for (var round = 0; round < RunLength.Rounds(shortForm: 100, longForm: 2000); round++)
        {
            await Host.AnswerAsync(Conversation, $"Round {round}.", new string('c', 60), "End.");
            Assert.Equal(1, await Host.SealAsync());
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), rounds => Assert.InRange(rounds, 1, int.MaxValue));
    }

    private async Task<int> ReadOnAsync(CancellationToken stop)
    {
        var rounds = 0;
        for (; !stop.IsCancellationRequested || rounds == 0; rounds++)
        {
            foreach (var reading in await Host.ReadAllAsync(Conversation, newest: 6))
                Assert.Null(reading.Damage);
        }

        return rounds;
    }

    private async Task<IReadOnlyList<Conversation>> ListAsync() =>
        await Host.Store.ListConversationsAsync(StreamFixture.User, new ConversationQuery(Limit: 100), CancellationToken.None);

    private async Task<List<string>> FollowAllAsync(int length)
    {
        var all = new List<string>();
        for (var offset = 0; offset <= length; offset++)
        {
            await foreach (var happened in Host.Follower.FollowAsync(_reply, FollowStart.At(offset), CancellationToken.None))
                all.Add($"{offset}: {happened}");
        }

        return all;
    }
}
