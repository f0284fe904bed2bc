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
}
