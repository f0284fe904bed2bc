using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>With the durability <c>process</c> a power cut may take what was shown: that is a torn tail, and never called damage.</summary>
public sealed class ProcessDurabilityTests
{
    [Theory]
    [InlineData(Durability.ProcessOnlyLossyOnPowerCut, false)]
    [InlineData(Durability.Power, true)]
    public async Task What_was_never_flushed_is_not_reported_as_damaged(Durability durability, bool isDamage)
    {
        var log = new ErrorLog();
        await using var fixture = await StreamFixture.OpenAsync(
            folder => new FileStoreOptions
            {
                Folder = folder,
                Durability = durability,
                CheckpointInterval = TimeSpan.FromHours(1),
            },
            log
        );
        var reply = (await fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        for (var i = 0; i < 8; i++)
            await fixture.Store.AppendBundleAsync(Bundles.Of(reply, "bundle", i * 6), CancellationToken.None);

        var image = fixture.Photograph();
        var segment = Directory
            .GetFiles(Path.Combine(image, "journal"), "*.segment")
            .Single(path => File.ReadAllBytes(path).AsSpan().IndexOf("bundle"u8) > 0);
        var bytes = File.ReadAllBytes(segment);
        bytes[bytes.AsSpan().IndexOf("bundle"u8)] ^= 1;
        File.WriteAllBytes(segment, bytes);
        var host = await fixture.OpenImageAsync(image);

        Assert.Equal(isDamage, log.Errors.Exists(error => error.Contains("had been flushed", StringComparison.Ordinal)));
        Assert.Equal(FinishReason.Interrupted, (await host.ReadAsync(reply)).FinishReason);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_writes_commits_and_waits_for_no_other_thread()
    {
        await using var fixture = await StreamFixture.OpenAsync(folder => new FileStoreOptions
        {
            Folder = folder,
            Durability = Durability.ProcessOnlyLossyOnPowerCut,
            CheckpointInterval = TimeSpan.FromHours(1),
        });
        var reply = (await fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];

        for (var i = 0; i < 100; i++)
        {
            var writing = fixture.Store.AppendBundleAsync(Bundles.Of(reply, "bundle", i * 6), CancellationToken.None);
            Assert.True(writing.IsCompletedSuccessfully);
            await writing;
        }
    }

    /// <summary>What was made durable and got no further is in the journal alone: the next start needs it.</summary>
    [Theory]
    [InlineData(Durability.ProcessOnlyLossyOnPowerCut)]
    [InlineData(Durability.Power)]
    public async Task A_store_that_stopped_over_a_fault_of_its_own_keeps_its_journal(Durability durability)
    {
        await using var fixture = await StreamFixture.OpenAsync(folder => new FileStoreOptions
        {
            Folder = folder,
            Durability = durability,
            CheckpointInterval = TimeSpan.FromHours(1),
        });
        var reply = await fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");
        fixture.Host.Disk.Before = _ => throw new InvalidOperationException("Nobody has thought of this.");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => fixture.Host.AskAsync(StreamFixture.Conversation));
        fixture.Host.Disk.Before = _ => { };
        await Assert.ThrowsAsync<StorageUnavailableException>(() => fixture.Host.AskAsync(StreamFixture.Conversation));

        await fixture.Host.DisposeAsync();

        Assert.NotEmpty(Directory.GetFiles(fixture.Sandbox.PathOf("journal"), "*.segment"));
        var next = await fixture.OpenImageAsync(fixture.Photograph());
        Assert.Equal("Hello", (await next.ReadAsync(reply)).Content);
        await next.DisposeAsync();
    }
}
