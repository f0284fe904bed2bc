using Roundtable.Cli;

namespace Roundtable.Tests.Moving;

/// <summary>SIGKILL at any size that the target's files have reached, again and again: it goes on, and the end is the same.</summary>
public sealed class KilledCopyTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Kills = RunLength.Rounds(shortForm: 5, longForm: 100);

    /// <summary>Of one copy at most: what it writes anew at each start must not keep it from its end.</summary>
    private const int KillsInOne = 3;
    private readonly MovingStore _files = MovingStore.Files();
    private readonly MovingStore _database = MovingStore.Database();
    private readonly Random _random = new(13);

    public async ValueTask InitializeAsync()
    {
        await using (var store = await _files.OpenAsync())
            await new RandomHistory(store, new Random(11)).WriteAsync(60, endsAll: false);
        await _files.CopyToAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("migrate", "files", "files")]
    [InlineData("migrate", "files", "sqlite")]
    [InlineData("migrate", "sqlite", "files")]
    [InlineData("migrate", "sqlite", "sqlite")]
    [InlineData("backup", "files", "files")]
    [InlineData("backup", "sqlite", "sqlite")]
    public async Task Killed_at_any_size_it_goes_on_and_ends_with_the_same(string command, string from, string to)
    {
        var source = from == "files" ? _files : _database;
        var (export, size) = (await source.ExportAsync(), await SizeOfCopyAsync(command, source, to));
        var (kills, refusals, targets) = (0, 0, 0);
        while (kills < Kills || refusals == 0)
        {
            Assert.True(targets < 4 * Kills, $"{kills} kills and {refusals} refusals in {targets} copies.");
            await using var target = MovingStore.Of(to);
            string[] args = [command, "--from", source.Name, "--to", target.Name];
            for (
                var left = KillsInOne;
                !await CopyProcess.RunUntilAsync(args, target.Place.Data, left > 0 ? MoreThanIn(target, size) : long.MaxValue);
                left--
            )
            {
                kills++;
                refusals += await IsRefusedAsync(target, $"roundtable {string.Join(' ', args)}") ? 1 : 0;
            }

            targets++;
            var (code, said) = await SayAsync(args);
            Assert.True(code == 0 && said.Contains("; 0 records written, ", StringComparison.Ordinal), said);
            Assert.Equal(export, await target.ExportAsync());
        }

        output.WriteLine(
            $"{command} {from} → {to}: {kills} kills, after {refusals} of them serve refused the target; then finished and equal, {targets} times, and once more nothing to do."
        );
    }

    /// <summary>In bytes.</summary>
    private static async Task<long> SizeOfCopyAsync(string command, MovingStore source, string to)
    {
        await using var target = MovingStore.Of(to);
        Assert.True(
            await CopyProcess.RunUntilAsync(
                [command, "--from", source.Name, "--to", target.Name],
                target.Place.Data,
                long.MaxValue
            )
        );
        return CopyProcess.SizeOf(target.Place.Data);
    }

    /// <summary>A size that it is yet to reach, and sometimes one that it does not.</summary>
    private long MoreThanIn(MovingStore target, long size)
    {
        var now = CopyProcess.SizeOf(target.Place.Data);
        return now + 1 + _random.NextInt64(Math.Max(size - now, size / 10));
    }

    /// <summary>What a copy that was killed has left behind is served only when it is finished; what else it is, is said.</summary>
    private static async Task<bool> IsRefusedAsync(MovingStore target, string command)
    {
        foreach (
            var args in (string[][])
                [
                    ["verify"],
                    ["users", "list"],
                    ["serve", "--urls", "http://127.0.0.1:0"],
                ]
        )
        {
            if (!File.Exists(target.Path) && !Directory.Exists(target.Path))
                return false;
            // A server would not end by itself: it is asked only when the others have refused.
            var (code, said) = await SayAsync([.. args, "--store", target.Name]);
            if (code == 0 || !said.Contains("is the unfinished target of", StringComparison.Ordinal))
                return IsSoundOrEmpty(code, said);
            Assert.Contains($"'{command}'. Run that again", said, StringComparison.Ordinal);
        }

        return true;
    }

    /// <summary>Killed before it had begun, or when it had finished.</summary>
    private static bool IsSoundOrEmpty(int code, string said)
    {
        Assert.True(code == 0 || said.Contains("There is no store", StringComparison.Ordinal), said);
        return false;
    }

    private static async Task<(int Code, string Said)> SayAsync(string[] args)
    {
        using var said = new StringWriter();
        return (await RoundtableCommand.InvokeAsync(args, said, said), said.ToString());
    }
}
