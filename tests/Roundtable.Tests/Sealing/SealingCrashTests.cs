using Roundtable.Disk;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Sealing;

/// <summary>Sealing may die, or be refused, at any change on the disk: what was said is there, once.</summary>
public sealed class SealingCrashTests : IAsyncLifetime
{
    private const int NoSpace = 28;
    private static readonly ConversationId Conversation = StreamFixture.Conversation;
    private StreamFixture _fixture = null!;
    private IReadOnlyList<string> _chunks = null!;

    private StreamHost Host => _fixture.Host;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StreamFixture.OpenAsync();
        await Host.AnswerAsync(Conversation, new string('a', 60), "More.");
        await Host.AnswerAsync(Conversation, "Short.");
        _chunks = await Host.DescribeAsync(Conversation);
        await _fixture.ReopenAsync();
        Assert.Equal(0, await Host.SealAsync(TimeSpan.FromDays(1))); // What the start set going has come to rest.
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_crash_before_any_change_loses_nothing()
    {
        var images = new List<string>();
        Host.Disk.Before = _ => images.Add(_fixture.Photograph());
        Assert.Equal(1, await Host.SealAsync());
        Host.Disk.Before = _ => { };
        images.Add(_fixture.Photograph());

        Assert.InRange(images.Count, 12, 100);
        foreach (var image in images)
        {
            var host = await _fixture.OpenImageAsync(image);
            Assert.Equal(_chunks, await host.DescribeAsync(Conversation));
            await host.SealAsync();
            Assert.Equal(_chunks, await host.DescribeAsync(Conversation));
            Assert.Empty(Seals.Loose(image, Conversation));
            Assert.Equal(5, (await host.AskAsync(Conversation)).Message.Id.Number);
            await _fixture.CloseAsync(host, image);
        }
    }

    [Fact]
    public async Task A_sweep_may_die_at_any_change_and_begin_again()
    {
        var before = _fixture.Photograph();
        await Host.SealAsync();
        foreach (var path in Seals.Loose(before, Conversation))
            File.Copy(path, path.Replace(before, _fixture.Sandbox.Data, StringComparison.Ordinal));
        var both = _fixture.Photograph();

        var isOver = false;
        for (var point = 0; !isOver; point++)
        {
            var image = $"{both}-{point}";
            FolderCopy.Make(both, image);
            isOver = !await OpenDyingAsync(image, point);
            var host = await _fixture.OpenImageAsync(image);
            Assert.Equal(_chunks, await host.DescribeAsync(Conversation));
            Assert.Empty(Seals.Loose(image, Conversation));
            await _fixture.CloseAsync(host, image);
        }
    }

    [Fact]
    public async Task A_full_disk_costs_nothing_and_leaves_nothing_behind()
    {
        for (var point = 0; ; point++)
        {
            var changes = 0;
            Host.Disk.Before = what =>
            {
                if (changes++ == point && what is "create" or "write" or "publish" or "flush" or "flush folder")
                    throw new DiskException(what, "x", NoSpace, "No space left on device");
            };
            var isSealed = await TrySealAsync();
            Host.Disk.Before = _ => { };

            Assert.Equal(_chunks, await Host.DescribeAsync(Conversation));
            if (isSealed)
                break;
            Assert.False(File.Exists(_fixture.Sandbox.PathOf(Seals.NameOf(Conversation, 1))));
            Assert.Empty(Directory.GetFiles(_fixture.Sandbox.PathOf("journal"), "*.new", SearchOption.AllDirectories));
        }

        Assert.Empty(Seals.Loose(_fixture.Sandbox.Data, Conversation));
    }

    [Fact]
    public async Task Parts_stay_when_what_is_read_back_is_not_what_was_written()
    {
        var path = _fixture.Sandbox.PathOf(Seals.NameOf(Conversation, 1));
        Host.Disk.Before = _ =>
        {
            // The disk takes everything, and keeps something else.
            if (File.Exists(path) && File.ReadAllBytes(path) is var bytes && bytes[^10] != 0)
            {
                bytes[^10] = 0;
                File.WriteAllBytes(path, bytes);
            }
        };
        await TrySealAsync();
        Host.Disk.Before = _ => { };

        Assert.False(File.Exists(path));
        Assert.NotEmpty(Seals.Loose(_fixture.Sandbox.Data, Conversation));
        Assert.Equal(_chunks, await Host.DescribeAsync(Conversation));
    }

    [Fact]
    public async Task A_refused_removal_leaves_parts_for_the_next_start()
    {
        Host.Disk.Before = what =>
        {
            if (what == "delete")
                throw new DiskException("unlink", "x", 5, "Input/output error");
        };
        Assert.False(await TrySealAsync());
        Host.Disk.Before = _ => { };

        Assert.Equal(_chunks, await Host.DescribeAsync(Conversation));
        Assert.NotEmpty(Seals.Loose(_fixture.Sandbox.Data, Conversation));
        await _fixture.ReopenAsync();
        Assert.Equal(_chunks, await Host.DescribeAsync(Conversation));
        Assert.Empty(Seals.Loose(_fixture.Sandbox.Data, Conversation));
    }

    [Fact]
    public async Task The_journal_writes_no_part_again_that_has_been_sealed()
    {
        var answer = await Host.AnswerAsync(Conversation, new string('d', 60), "Journaled.");
        await Host.SealAsync();
        var image = _fixture.Photograph();

        var host = await _fixture.OpenImageAsync(image);
        Assert.Equal(new string('d', 60) + "Journaled.", (await host.ReadAsync(answer)).Content);
        Assert.Empty(Seals.Loose(image, Conversation));
        await _fixture.CloseAsync(host, image);
    }

    [Fact]
    public async Task The_journal_mends_a_sealed_line_that_is_damaged()
    {
        var answer = await Host.AnswerAsync(Conversation, new string('d', 60), "Journaled.");
        await Host.SealAsync();
        var image = _fixture.Photograph();
        var path = Path.Combine(image, Seals.NameOf(Conversation, 1));
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("Journaled."u8)] ^= 1;
        File.WriteAllBytes(path, bytes);

        var host = await _fixture.OpenImageAsync(image);
        var message = await host.ReadAsync(answer);
        Assert.Equal(new string('d', 60) + "Journaled.", message.Content);
        Assert.Empty(message.Damaged);
    }

    private async Task<bool> TrySealAsync()
    {
        try
        {
            return await Host.SealAsync() > 0;
        }
        catch (DiskException)
        {
            return false;
        }
    }

    private async Task<bool> OpenDyingAsync(string image, int point)
    {
        var changes = 0;
        var disk = new ObservedDisk(new LinuxDisk())
        {
            Before = _ =>
            {
                if (changes++ >= point)
                    throw new IOException("killed");
            },
        };
        try
        {
            await using var host = await StreamHost.OpenAsync(StreamFixture.Small(image), _fixture.Time, disk);
        }
        catch (Exception exception) when (exception is IOException or StorageUnavailableException) { }

        return changes > point;
    }
}
