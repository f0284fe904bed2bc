using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>A disk that refuses: nothing half done, nobody hangs, and it goes on when the disk does.</summary>
public sealed class StorageRefusalTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_refused_turn_has_not_happened_and_gives_its_numbers_back()
    {
        Refuse("write", "flush", "create");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _fixture.Host.AskAsync(StreamFixture.Conversation));
        Assert.Equal(StorageFault.Full, _fixture.Store.Trouble!.Fault);
        Assert.Equal(0, (await FindAsync()).MessageCount);

        _fixture.Host.Disk.Before = _ => { };
        await UntilItWorksAsync();

        Assert.Equal(1, (await _fixture.Host.ReadAsync(new MessageId(StreamFixture.Conversation, 1))).Id.Number);
        var image = _fixture.Photograph();
        var crashed = await _fixture.OpenImageAsync(image);
        Assert.Equal(
            (await FindAsync()).MessageCount,
            (await crashed.Store.FindConversationAsync(StreamFixture.Conversation, CancellationToken.None))!.MessageCount
        );
        await _fixture.CloseAsync(crashed, image);
    }

    [Fact]
    public async Task Of_bundles_that_were_refused_together_none_is_stored_and_they_can_come_again()
    {
        var reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        await _fixture.Store.AppendBundleAsync(Bundles.Of(reply, "zero "), CancellationToken.None);
        Bundle[] bundles = [Bundles.Of(reply, "one ", 5, closes: true), Bundles.Of(reply, "two ", 9, seq: 2)];
        Refuse("write", "flush", "create");

        await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
            await _fixture.Store.AppendBundlesAsync(bundles, CancellationToken.None)
        );
        Assert.Equal("zero ", (await _fixture.Host.ReadAsync(reply)).Content);

        _fixture.Host.Disk.Before = _ => { };
        await UntilItWorksAsync();
        await _fixture.Store.AppendBundlesAsync(bundles, CancellationToken.None);
        Assert.Equal("zero one two ", (await _fixture.Host.ReadAsync(reply)).Content);
        var image = _fixture.Photograph();
        var crashed = await _fixture.OpenImageAsync(image);
        Assert.Equal("zero one two ", (await crashed.ReadAsync(reply)).Content);
        await _fixture.CloseAsync(crashed, image);
    }

    [Fact]
    public async Task Reads_go_on_while_the_disk_refuses()
    {
        var reply = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");
        Refuse("write", "flush", "create", "publish");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _fixture.Host.AskAsync(StreamFixture.Conversation));
        Assert.Equal("Hello", (await _fixture.Host.ReadAsync(reply)).Content);

        _fixture.Host.Disk.Before = _ => { };
        await UntilItWorksAsync();
    }

    [Fact]
    public async Task Forty_thousand_refusals_use_up_no_room_in_the_queue()
    {
        Refuse("write", "flush", "create");
        for (var i = 0; i < 40; i++)
        {
            var refused = Enumerable
                .Range(0, 1_000)
                .Select(_ =>
                    Assert.ThrowsAsync<StorageUnavailableException>(() =>
                        _fixture.Host.AskAsync(StreamFixture.Conversation, agents: 0)
                    )
                );
            await Task.WhenAll(refused);
        }

        _fixture.Host.Disk.Before = _ => { };
        await UntilItWorksAsync();
    }

    /// <summary>Whoever was refused may be the last who asks for a long time.</summary>
    [Theory]
    [InlineData(Durability.Power)]
    [InlineData(Durability.ProcessOnlyLossyOnPowerCut)]
    public async Task It_turns_green_by_itself_when_nobody_asks_again(Durability durability)
    {
        await using var fixture = await StreamFixture.OpenAsync(folder => new FileStoreOptions
        {
            Folder = folder,
            Durability = durability,
            CheckpointInterval = TimeSpan.FromHours(1),
        });
        fixture.Host.Disk.Before = what => throw new DiskException(what, "somewhere", 28, "No space left on device");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => fixture.Host.AskAsync(StreamFixture.Conversation));
        fixture.Host.Disk.Before = _ => { };

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (fixture.Store.Trouble is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
    }

    private void Refuse(params string[] operations) =>
        _fixture.Host.Disk.Before = what =>
            _ = operations.Contains(what) ? throw new DiskException(what, "somewhere", 28, "No space left on device") : 0;

    /// <summary>A disk that refused is asked again after a second.</summary>
    private async Task UntilItWorksAsync()
    {
        while (true)
        {
            try
            {
                await _fixture.Host.AskAsync(StreamFixture.Conversation, agents: 0);
                return;
            }
            catch (StorageUnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<Conversation> FindAsync() =>
        (await _fixture.Store.FindConversationAsync(StreamFixture.Conversation, CancellationToken.None))!;
}
