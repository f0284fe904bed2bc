using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Files.Journaling;
using Roundtable.Stored;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>Thousands of files wait, and two threads give them their names on a disk that refuses some.</summary>
public sealed class FilePublisherTests : IDisposable
{
    private const int Files = 4_000;
    private const string HelperFolder = "helper";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("roundtable-names-").FullName;
    private readonly Meter _meter = new("test");
    private readonly List<int> _done = [];
    private readonly List<string> _missed = [];

    private string PathOfHelper => System.IO.Path.Combine(_folder, StoreLayout.Journal, HelperFolder);

    public void Dispose()
    {
        _meter.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_action_waits_for_every_file_before_it_also_for_one_that_is_refused_at_first()
    {
        using var disk = new StumblingDisk { RefusesOnce = [Path(500), Path(2_222)] };
        var publisher = Open(disk);
        AddAll(publisher);

        await RunAsync(publisher);

        Assert.Empty(_missed);
        Assert.Equal(Enumerable.Range(1, Files / 50).Select(number => number * 50), _done);
        Assert.Equal(2, disk.AtOnceMax);
        Assert.Equal(2, disk.Refused);
        Assert.Null(publisher.Trouble);
        Assert.Equal([HelperFolder, StoreLayout.Journal], disk.PrivateFolders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_folder_of_its_own_the_second_thread_uses_the_first_ones(bool isFile)
    {
        using var disk = new StumblingDisk();
        var publisher = Open(disk);
        Directory.Delete(PathOfHelper);
        if (isFile)
            await File.WriteAllTextAsync(PathOfHelper, "in the way", TestContext.Current.CancellationToken);
        AddAll(publisher);

        await RunAsync(publisher);

        Assert.Empty(_missed);
        Assert.Equal(2, disk.AtOnceMax);
        Assert.Null(publisher.Trouble);
        Assert.Equal([StoreLayout.Journal], disk.PrivateFolders);
    }

    [Fact]
    public async Task What_begins_to_wait_while_one_thread_is_at_an_action_gets_its_names_beside_it()
    {
        using var disk = new StumblingDisk();
        var publisher = Open(disk);
        publisher.Start();
        var isHelped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var isAt = new ManualResetEventSlim();
        publisher.AddBarrier(() =>
        {
            isAt.Set();
            isHelped.SetResult(SpinWait.SpinUntil(() => disk.Published > 0, Patience));
        });

        isAt.Wait(TestContext.Current.CancellationToken);
        AddAll(publisher);

        Assert.True(await isHelped.Task);
        publisher.Close();
        Assert.Empty(_missed);
    }

    [Fact]
    public void What_is_refused_until_the_end_holds_back_every_action_after_it()
    {
        using var disk = new StumblingDisk { RefusesAlways = Path(1_234) };
        var publisher = Open(disk);
        AddAll(publisher);

        publisher.Start();
        SpinWait.SpinUntil(() => disk.Refused > 0);
        publisher.Close();

        Assert.Empty(_missed);
        Assert.Equal(2, disk.AtOnceMax);
        Assert.All(_done, number => Assert.InRange(number, 1, 1_234));
        Assert.True(publisher.IsWaiting(Path(1_234)));
        Assert.Equal(StumblingDisk.NoSpace, publisher.Trouble?.ErrorNumber);
        Assert.Equal([HelperFolder, StoreLayout.Journal], disk.PrivateFolders);
        Assert.Empty(Directory.GetFiles(System.IO.Path.Combine(_folder, StoreLayout.Journal), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_file_of_another_process_stops_both_threads_and_no_action_after_it_is_done()
    {
        var taken = System.IO.Path.Combine(_folder, Path(1_234));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(taken)!);
        File.WriteAllBytes(taken, ChecksummedJson.Seal("""{"text":"another"}"""u8));
        using var disk = new StumblingDisk();
        var publisher = Open(disk);
        AddAll(publisher);

        publisher.Start();
        publisher.Close();

        Assert.Empty(_missed);
        Assert.Equal(2, disk.AtOnceMax);
        Assert.All(_done, number => Assert.InRange(number, 1, 1_234));
        Assert.True(publisher.IsWaiting(Path(1_234)));
        Assert.NotNull(publisher.Trouble);
    }

    [Fact]
    public async Task An_action_holds_back_no_file_that_comes_after_it_and_is_beside_no_other_action()
    {
        using var disk = new StumblingDisk();
        var publisher = Open(disk);
        var (atOnce, heldBack) = (0, 0);
        for (var number = 1; number <= Files; number++)
        {
            var added = number;
            publisher.Add(new StoredFile(Path(number), [1, 2, 3]));
            // The second one comes soon after the first, and must wait for it.
            if (number % 500 is 250 or 251)
                publisher.AddBarrier(() => Look(added));
        }

        await RunAsync(publisher);

        Assert.Equal(2, disk.AtOnceMax);
        Assert.Equal((0, 0), (atOnce, heldBack));

        void Look(int before)
        {
            if (Interlocked.Increment(ref atOnce) > 1)
                return;
            if (!SpinWait.SpinUntil(() => disk.Published > before, Patience))
                heldBack++;
            Interlocked.Decrement(ref atOnce);
        }
    }

    /// <summary>Starts it, and stops it when all that was added before is done.</summary>
    private static async Task RunAsync(FilePublisher publisher)
    {
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        publisher.AddBarrier(last.SetResult);
        publisher.Start();
        await last.Task.WaitAsync(TestContext.Current.CancellationToken);
        publisher.Close();
    }

    private FilePublisher Open(IDisk disk)
    {
        Directory.CreateDirectory(PathOfHelper);
        var options = new FileStoreOptions { Folder = _folder };
        return new FilePublisher(new JournalSetup(options, disk, new FileStoreMetrics(_meter), NullLogger.Instance));
    }

    private void AddAll(FilePublisher publisher)
    {
        for (var number = 1; number <= Files; number++)
        {
            publisher.Add(new StoredFile(Path(number), [1, 2, 3]));
            if (number % 50 == 0)
                AddLook(publisher, number);
        }
    }

    /// <summary>Sees that all files so far have their names.</summary>
    private void AddLook(FilePublisher publisher, int number) =>
        publisher.AddBarrier(() =>
        {
            _done.Add(number);
            _missed.AddRange(Enumerable.Range(1, number).Select(Path).Where(IsMissing));
            return;

            bool IsMissing(string path) => publisher.IsWaiting(path) || !File.Exists(System.IO.Path.Combine(_folder, path));
        });

    private static string Path(int number) => $"files/{number % 7}/{number}";
}
