using System.Text;
using Roundtable.Files.Moving;
using Roundtable.Moving;
using Roundtable.Stored;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Moving;

/// <summary>Power cuts at any operation of a copy into a folder, on a disk that forgets what was not flushed.</summary>
public sealed class MovingPowerTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Folder = "/target";
    private static readonly int Cuts = RunLength.Rounds(40, 3_000);
    private readonly MovingStore _source = MovingStore.Files();
    private int _cuts;

    public async ValueTask InitializeAsync()
    {
        await using var store = await _source.OpenAsync();
        await new RandomHistory(store, new Random(23)).WriteAsync(5, endsAll: true);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task What_is_finished_is_all_there_after_a_cut_and_what_is_not_goes_on()
    {
        var export = string.Concat(await _source.ExportAsync());
        for (var seed = 1; seed <= Cuts; seed++)
        {
            var random = new Random(seed);
            var system = new MemoryFileSystem();
            var isFinished = false;
            for (var limit = random.Next(1, 400); !isFinished; limit *= 2)
            {
                isFinished = await TryCopyAsync(system, limit, seed);
                system = system.Cut(random);
                var disk = new ForgetfulDisk(system, new FaultPlan(seed));
                var isUsable = UnfinishedMark.Read(disk, Folder) is null && disk.List($"{Folder}/users").Count > 0;
                Assert.True(isUsable || !isFinished, $"Seed {seed}: it said that it was finished, and after the cut it is not.");
                if (isUsable)
                    Assert.Equal(export, await ExportAsync(disk));
            }
        }

        output.WriteLine(
            $"{_cuts} copies were cut off in {Cuts} runs; each was finished in the end, and equal after one more cut."
        );
    }

    private async Task<bool> TryCopyAsync(MemoryFileSystem system, int operationsMax, int seed)
    {
        var plan = new FaultPlan(seed)
        {
            Rule = (number, _) => number < operationsMax ? DiskFate.Succeeds : (DiskFate)(1 + (seed % 3)),
        };
        var mark = new UnfinishedMark
        {
            Command = "migrate",
            From = _source.Name,
            Timestamp = DateTimeOffset.UnixEpoch,
            Format = ChecksummedJson.Format,
        };
        try
        {
            await using var source = _source.Beside();
            await using var target = FolderTarget.Open(new ForgetfulDisk(system, plan), Folder, mark, TimeProvider.System);
            var copy = new StoreCopy(source, target, MovingKind.Backup, TimeProvider.System);
            Assert.True((await copy.RunAsync(null, CancellationToken.None)).IsFinished);
            return true;
        }
        catch (ProcessDiedException)
        {
            _cuts++;
            return false;
        }
    }

    private static async Task<string> ExportAsync(ForgetfulDisk disk)
    {
        var text = new StringBuilder();
        var content = new FolderContent(disk, Folder, isServed: false, isUnfinished: false);
        await foreach (var line in new StoreExport(content).ReadAsync(CancellationToken.None))
            text.Append(Encoding.UTF8.GetString(line.Span));
        return text.ToString();
    }
}
