using Roundtable.Disk;
using Roundtable.Files.Moving;
using Roundtable.Moving;
using Roundtable.Sqlite.Moving;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Moving;

namespace Roundtable.Tests.Costs;

/// <summary>
/// What a copy into a database writes to the log, for each byte of the database that comes of it: once, and a little for pages
/// that several transactions share. It is copied from there into the file, so that all of it is twice this. A transaction
/// for each conversation writes 36 times as much.
/// </summary>
public sealed class MovedBytesTests(ITestOutputHelper output)
{
    private const int PageBytes = 4096;
    private const double WrittenMax = 1.2;

    /// <summary>Of 16 MiB, after which the log is copied and begun anew, and of what one transaction takes.</summary>
    private const long LogBytesMax = 32L * 1024 * 1024;

    [Fact]
    public async Task A_copy_into_a_database_writes_each_page_about_once()
    {
        await using var store = MovingStore.Database();
        await using var source = new GeneratedSource(RunLength.Rounds(500, 10_000), chunks: 2);
        await using var target = (SqliteTarget)store.Target("migrate", "files:/generated");
        var before = target.Database.PagesWritten;
        var log = new LogWatch(store.Path + "-wal");

        var summary = await new StoreCopy(source, target, MovingKind.Migration, TimeProvider.System).RunAsync(
            log,
            CancellationToken.None
        );

        var size = new FileInfo(store.Path).Length;
        var written = (target.Database.PagesWritten - before) * PageBytes / (double)size;
        output.WriteLine($"{summary.SizeBytes} bytes of records, {size} in the file, {written:F2} times that in the log.");
        Assert.True(summary.IsFinished);
        Assert.InRange(written, 0.5, WrittenMax);
        Assert.InRange(log.SizeBytesMax, 1, LogBytesMax);
    }

    [Fact]
    public async Task A_folder_is_read_with_every_file_of_it_opened_once()
    {
        await using var store = MovingStore.Files();
        await using (var source = new GeneratedSource(conversations: 20, chunks: 2))
        await using (var target = store.Target("migrate", "files:/generated"))
            await new StoreCopy(source, target, MovingKind.Migration, TimeProvider.System).RunAsync(null, CancellationToken.None);
        await using (var written = await store.OpenAsync())
            await new RandomHistory(written, new Random(3)).WriteAsync(20, endsAll: true);
        var reads = new Dictionary<string, int>();
        var disk = new UnreadableDisk(new LinuxDisk(), Count);

        var content = new FolderContent(disk, store.Path, isServed: false, isUnfinished: false);
        var records = await new StoreExport(content).ReadAsync(CancellationToken.None).CountAsync(CancellationToken.None);

        var files = Directory.GetFiles(Path.Combine(store.Path, "users"), "*", SearchOption.AllDirectories);
        Assert.InRange(records, files.Length, int.MaxValue);
        Assert.Empty(
            files.Where(file => reads.GetValueOrDefault(file) != 1).Select(file => $"{file} {reads.GetValueOrDefault(file)}")
        );

        bool Count(string path)
        {
            reads[path] = reads.GetValueOrDefault(path) + 1;
            return false;
        }
    }

    private sealed class LogWatch(string path) : IProgress<MovingProgress>
    {
        public long SizeBytesMax { get; private set; }

        public void Report(MovingProgress value) =>
            SizeBytesMax = Math.Max(SizeBytesMax, new FileInfo(path) is { Exists: true } log ? log.Length : 0);
    }
}
