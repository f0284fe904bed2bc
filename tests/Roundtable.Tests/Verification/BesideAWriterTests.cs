using Roundtable.Files;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sealing;

namespace Roundtable.Tests.Verification;

/// <summary>Beside a store that writes, checkpoints and seals, verify never cries wolf, and still finds what is damaged.</summary>
public sealed class BesideAWriterTests : IAsyncLifetime
{
    private readonly SemaphoreSlim _turns = new(0);
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() =>
        _fixture = await StreamFixture.OpenAsync(folder => new FileStoreOptions
        {
            Folder = folder,
            SegmentSizeBytes = 64 * 1024,
            CheckpointInterval = TimeSpan.FromMilliseconds(100),
        });

    public async ValueTask DisposeAsync()
    {
        _turns.Dispose();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task It_never_cries_wolf()
    {
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(1, 4).Select(number => WriteAsync(number, stop.Token)).ToList();
        var sealer = SealAsync(stop.Token);
        for (var round = 0; round < RunLength.Rounds(shortForm: 200, longForm: 3000); round++)
        {
            _turns.Release(3); // Written while it reads; more would only make the folder large.
            var summary = VerificationFixture.Verify(_fixture.Sandbox.Data);
            Assert.Empty(summary.Damage);
        }

        await stop.CancelAsync();
        _turns.Release(writers.Count);
        await Task.WhenAll(writers);
        await sealer;
    }

    [Fact]
    public async Task What_is_only_in_the_journal_is_no_damage_and_what_is_damaged_is()
    {
        var reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        await _fixture.Store.AppendBundleAsync(Bundles.Of(reply, new string('x', 60), closes: true), CancellationToken.None);
        await _fixture.Store.AppendBundleAsync(Bundles.Of(reply, "open", offset: 60, seq: 2), CancellationToken.None);
        Assert.Empty(VerificationFixture.Verify(_fixture.Sandbox.Data).Damage);

        var image = _fixture.Photograph();
        foreach (var path in Directory.GetFiles(image, "us01-co01-ms*.json", SearchOption.AllDirectories))
            File.Delete(path);
        if (Directory.GetFiles(Path.Combine(image, "journal"), "*.segment").Any(HasQuestion))
            Assert.Empty(VerificationFixture.Verify(image).Damage);
    }

    private static bool HasQuestion(string segment) => File.ReadAllBytes(segment).AsSpan().IndexOf("Why?"u8) >= 0;

    private async Task WriteAsync(int number, CancellationToken stop)
    {
        var facts = new ConversationFacts { Title = $"Conversation {number}" };
        var conversation = (await _fixture.Store.CreateConversationAsync(StreamFixture.User, facts, CancellationToken.None))!;
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            await _turns.WaitAsync(CancellationToken.None);
            if (round % 10 == 9)
                conversation = (await _fixture.Store.CreateConversationAsync(StreamFixture.User, facts, CancellationToken.None))!;
            await _fixture.Host.AnswerAsync(conversation.Id, new string('y', 60), "Grüße ", new string('z', 60), "End.");
            await _fixture.Store.ChangeConversationAsync(
                conversation.Id,
                facts with
                {
                    Title = $"Round {round}",
                },
                StreamFixture.User,
                null,
                CancellationToken.None
            );
        }
    }

    private async Task SealAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Yield();
            await _fixture.Host.SealAsync();
        }
    }
}
