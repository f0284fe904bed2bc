namespace Roundtable.Tests.Moving;

/// <summary>A backup beside a store that is being written: sound, and a prefix of what was said.</summary>
public sealed class BackupUnderLoadTests(ITestOutputHelper output)
{
    private static readonly int Rounds = RunLength.Rounds(3, 40);

    [Theory]
    [InlineData("files", "sqlite")]
    [InlineData("files", "files")]
    [InlineData("sqlite", "files")]
    [InlineData("sqlite", "sqlite")]
    public async Task It_is_sound_and_a_prefix(string from, string to)
    {
        await using var source = MovingStore.Of(from);
        var backups = new List<IReadOnlyDictionary<string, string>>();
        await using (var store = await source.OpenAsync())
        {
            var history = new RandomHistory(store, new Random(17));
            await history.WriteAsync(5, endsAll: false);
            using var stop = new CancellationTokenSource();
            var load = Task.Run(
                async () =>
                {
                    while (!stop.IsCancellationRequested)
                        await history.WriteAsync(1, endsAll: false);
                },
                TestContext.Current.CancellationToken
            );
            for (var round = 0; round < Rounds; round++)
            {
                await using var target = MovingStore.Of(to);
                Assert.True((await source.CopyToAsync(target, Roundtable.Moving.MovingKind.Backup)).IsFinished);
                backups.Add(Texts.Of(await target.ExportAsync()));
                await using var opened = await target.OpenAsync();
            }

            await stop.CancelAsync();
            await load;
        }

        var final = Texts.Of(await source.ExportAsync());
        var kept = backups.SelectMany(backup => backup).Where(message => final.ContainsKey(message.Key)).ToList();
        Assert.InRange(kept.Count, 5, int.MaxValue);
        Assert.All(kept, message => Assert.StartsWith(message.Value, final[message.Key], StringComparison.Ordinal));
        output.WriteLine(
            $"{from} → {to}: {string.Join(", ", backups.Select(backup => backup.Count))} messages of {final.Count} in the end."
        );
    }
}
