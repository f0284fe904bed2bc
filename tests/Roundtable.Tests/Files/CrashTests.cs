using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>
/// A SIGKILL before any change on the disk: what had been acknowledged is there afterwards, once, and what was open has
/// ended as interrupted with at least what had been shown.
/// </summary>
public sealed class CrashTests : IAsyncLifetime
{
    private readonly List<(string Folder, Known Known)> _images = [];
    private readonly Lock _gate = new();
    private Known _known = new([], 1);
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() =>
        _fixture = await StreamFixture.OpenAsync(folder => new FileStoreOptions
        {
            Folder = folder,
            SegmentSizeBytes = 8 * 1024,
            CheckpointInterval = TimeSpan.FromHours(1),
        });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Whatever_was_acknowledged_survives_a_crash_at_any_change_on_the_disk()
    {
        _fixture.Host.Disk.Before = _ => Photograph();
        await ConverseAsync(RunLength.Rounds(shortForm: 4, longForm: 20));
        await _fixture.StopAsync();

        Assert.InRange(_images.Count, 200, int.MaxValue);
        foreach (var (folder, known) in _images)
            await JudgeAsync(folder, known);
    }

    [Fact]
    public async Task Recovery_may_die_at_any_change_and_start_again()
    {
        var reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation, agents: 2)).Replies;
        for (var i = 0; i < 8; i++)
        {
            await AppendAsync(reply[0], i);
            await AppendAsync(reply[1], i);
        }

        await _fixture.Store.EndMessageAsync(reply[0], new MessageEnd(FinishReason.Stop), CancellationToken.None);
        var image = _fixture.Photograph();
        File.Delete(Path.Combine(image, StreamFixture.NameOf(reply[0], 1)));
        File.Delete(Path.Combine(image, StreamFixture.NameOf(reply[0])));

        for (var point = 0; ; point++)
        {
            var copy = $"{image}-{point}";
            FolderCopy.Make(image, copy);
            var died = await DieWhileRecoveringAsync(copy, point);
            await JudgeAsync(copy, _known);
            if (!died)
                break;
        }
    }

    [Fact]
    public async Task Recovering_twice_changes_nothing()
    {
        var reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        for (var i = 0; i < 7; i++)
            await AppendAsync(reply, i);
        var image = _fixture.Photograph();

        var first = await _fixture.OpenImageAsync(image);
        var recovered = await first.ReadAsync(reply);
        var again = image + "-again";
        first.Disk.Photograph(image, again, () => 0);
        var second = await _fixture.OpenImageAsync(again);

        Assert.Equivalent(recovered, await second.ReadAsync(reply));
        await _fixture.CloseAsync(first, image);
        await _fixture.CloseAsync(second, again);
    }

    private async Task ConverseAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var turn = await _fixture.Host.AskAsync(StreamFixture.Conversation, "Why?", agents: 2);
            Know(known => known with { Messages = turn.Replies[^1].Number });
            await Task.WhenAll(turn.Replies.Select(AnswerAsync));
            var facts = new ConversationFacts { Title = $"Round {round}" };
            await _fixture.Store.ChangeConversationAsync(
                turn.Conversation.Id,
                facts,
                StreamFixture.User,
                null,
                CancellationToken.None
            );
            Know(known => known with { Revision = known.Revision + 1 });
        }
    }

    private async Task AnswerAsync(MessageId reply)
    {
        for (var i = 0; i < 7; i++)
            await AppendAsync(reply, i);
        await _fixture.Store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), CancellationToken.None);
        Know(known => known.With(reply, isEnded: true));
    }

    private async Task AppendAsync(MessageId reply, int i)
    {
        var text = $"{reply.Number:D3}-bundle-number-{i:D4}";
        var bundle = Bundles.Of(reply, text, i * text.Length, 1 + (i / 3), closes: i % 3 == 2);
        await _fixture.Store.AppendBundleAsync(bundle, CancellationToken.None);
        Know(known => known.With(reply, isEnded: false, text));
    }

    private void Know(Func<Known, Known> learn)
    {
        lock (_gate)
            _known = learn(_known);
    }

    private void Photograph()
    {
        var (folder, known) = _fixture.Photograph(() => Volatile.Read(ref _known));
        _images.Add((folder, known));
    }

    private async Task<bool> DieWhileRecoveringAsync(string folder, int point)
    {
        var changes = 0;
        var disk = new ObservedDisk(new Roundtable.Disk.LinuxDisk())
        {
            Before = _ =>
            {
                if (changes++ >= point)
                    throw new IOException("killed");
            },
        };
        try
        {
            var options = StreamFixture.Small(folder);
            var host = await StreamHost.OpenAsync(options, _fixture.Time, disk);
            await host.DisposeAsync();
            return changes > point;
        }
        catch (Exception exception) when (exception is IOException or StorageUnavailableException)
        {
            return true;
        }
    }

    private async Task JudgeAsync(string folder, Known known)
    {
        var host = await _fixture.OpenImageAsync(folder);
        var conversation = await host.Store.FindConversationAsync(StreamFixture.Conversation, CancellationToken.None);
        Assert.InRange(conversation!.Revision, known.Revision, known.Revision + 1);
        Assert.InRange(conversation.MessageCount, known.Messages, int.MaxValue);
        Assert.Empty(conversation.Open);

        foreach (var (id, reply) in known.Replies)
        {
            var message = await host.ReadAsync(id);
            Assert.StartsWith(reply.Text, message.Content, StringComparison.Ordinal);
            Assert.InRange(message.Content.Length - reply.Text.Length, 0, 22);
            Assert.Empty(message.Damaged);
            if (reply.IsEnded)
                Assert.Equal((reply.Text, FinishReason.Stop), (message.Content, message.FinishReason));
            else
                Assert.Contains(message.FinishReason, new FinishReason?[] { FinishReason.Interrupted, FinishReason.Stop });
        }

        await _fixture.CloseAsync(host, folder);
    }

    /// <summary>What the store has acknowledged.</summary>
    private sealed record Known(IReadOnlyDictionary<MessageId, (string Text, bool IsEnded)> Replies, int Revision)
    {
        public Known(List<MessageId> none, int revision)
            : this(none.ToDictionary(id => id, _ => ("", false)), revision) { }

        public int Messages { get; init; }

        public Known With(MessageId reply, bool isEnded, string more = "") =>
            this with
            {
                Replies = new Dictionary<MessageId, (string, bool)>(Replies)
                {
                    [reply] = (Replies.GetValueOrDefault(reply).Text + more, isEnded),
                },
            };
    }
}
