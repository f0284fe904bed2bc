using Roundtable.Tests.Faults;

namespace Roundtable.Tests.Moving;

/// <summary>
/// The power of the file system under the target is cut at any size that its files have reached: what says that it is finished
/// is all there, what is not goes on, and ends the same.
/// </summary>
public sealed class MovingPowerOffTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Cuts = RunLength.Rounds(shortForm: 4, longForm: 60);
    private readonly MovingStore _source = MovingStore.Files();

    public async ValueTask InitializeAsync()
    {
        await using var store = await _source.OpenAsync();
        await new RandomHistory(store, new Random(41)).WriteAsync(120, endsAll: true);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("files")]
    public async Task A_copy_that_lost_its_power_goes_on_and_ends_with_the_same(string to)
    {
        await using var target = MovingStore.Of(to);
        var folder = target.Place.Data;
        await using var disk = await SmallDisk.Ext4Async(folder, Path.Combine(target.Place.Root, "disk"), sizeMiB: 64);
        string[] args = ["migrate", "--from", _source.Name, "--to", target.Name];
        var (export, random, finished, left) = (await _source.ExportAsync(), new Random(43), 0, new List<int>());
        for (var cut = 0; cut < Cuts; cut++)
        {
            var isFinished = await CopyProcess.RunUntilAsync(args, folder, random.NextInt64(1_000, 400_000), disk.CutPower);
            await disk.RestorePowerAsync();
            finished += isFinished ? 1 : 0;
            var (code, said) = await RunAsync("export", "--store", target.Name);
            // Cut before it was marked as a target, it is a store with nothing in it.
            if (isFinished || (code == 0 && said.Length > 0))
                Assert.Equal((0, string.Concat(export)), (code, said));
            left.Add(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count());
        }

        var (moved, outcome) = await RunAsync(args);
        Assert.True(moved == 0, outcome);
        Assert.Equal(export, await target.ExportAsync());
        Assert.Equal(0, (await RunAsync("verify", "--store", target.Name)).Code);
        target.Place.Validate();
        output.WriteLine(
            $"files → {to}: {Cuts} power cuts, {finished} of them after it had finished; files left: {string.Join(' ', left)}."
        );
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] args)
    {
        using var said = new StringWriter { NewLine = "\n" };
        return (await Roundtable.Cli.RoundtableCommand.InvokeAsync(args, said, said), said.ToString());
    }
}
