using System.Text;
using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>The folder as a whole: who owns it, what is not the product's, users added beside it.</summary>
public sealed class FolderTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_second_owner_is_refused_and_told_who_has_it()
    {
        var refusal = await Assert.ThrowsAsync<StoreInUseException>(() =>
            StreamHost.OpenAsync(StreamFixture.Small(_fixture.Sandbox.Data), _fixture.Time)
        );

        Assert.Contains($"process {Environment.ProcessId} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_fixture.Sandbox.Data, refusal.Message, StringComparison.Ordinal);
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Still mine");
    }

    [Fact]
    public async Task The_lock_is_free_once_the_store_is_closed()
    {
        for (var i = 0; i < 5; i++)
            await _fixture.ReopenAsync();
    }

    [Fact]
    public async Task A_store_whose_files_are_refused_still_lets_the_folder_go()
    {
        var turn = await _fixture.Host.AskAsync(StreamFixture.Conversation);
        _fixture.Host.Disk.Before = what => _ = what == "flush" ? throw new DiskException(what, "x", 5, "broken") : 0;
        await _fixture.StopAsync();
        await _fixture.StartAsync();

        Assert.Equal(FinishReason.Interrupted, (await _fixture.Host.ReadAsync(turn.Replies[0])).FinishReason);
    }

    [Fact]
    public async Task Files_of_others_are_ignored_and_never_deleted()
    {
        string[] others =
        [
            "notes.txt",
            "users/README",
            "users/us00",
            "users/us1",
            "users/us01/photo.jpg",
            "users/us01/data/conversations/us01-co01.json.bak",
            "users/us01/data/conversations/us02-co01.json",
            "users/us01/data/conversations/us01-co01-r01.json",
            "users/us01/data/conversations/messages/us01-co01-ms001.json",
            "users/us01/data/conversations/messages/us01-co01-ms01-01.json",
            "users/us01/data/conversations/messages/us02-co01-ms01.json",
            "users/us01/data/conversations/messages/.us01-co01-ms02.json.swp",
            "users/us01/data/conversations/messages/us01-co01-ms02-001.json~",
        ];
        foreach (var name in others)
        {
            File.WriteAllText(_fixture.Sandbox.PathOf(name), "mine");
            _fixture.Sandbox.Expect(name);
        }

        await _fixture.ReopenAsync();
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");
        await _fixture.ReopenAsync();

        Assert.All(others, name => Assert.Equal("mine", File.ReadAllText(_fixture.Sandbox.PathOf(name))));
        Assert.Single(await _fixture.Store.ListUsersAsync(CancellationToken.None).ToListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_user_added_beside_the_running_store_is_there_at_once()
    {
        var added = new UserFolder(_fixture.Sandbox.Data, _fixture.Time).Add("Ben");

        Assert.Equal(added, await _fixture.Store.FindUserAsync(added.Id, CancellationToken.None));
        var conversation = await _fixture.Store.CreateConversationAsync(added.Id, new(), CancellationToken.None);
        await _fixture.Host.AnswerAsync(conversation!.Id, "Hello Ben");
        await _fixture.ReopenAsync();
        Assert.Equal("Hello Ben", (await _fixture.Host.ReadAsync(new MessageId(conversation.Id, 2))).Content);
    }

    [Fact]
    public async Task Users_added_from_two_sides_at_once_have_different_numbers()
    {
        var beside = new UserFolder(_fixture.Sandbox.Data, _fixture.Time);
        var added = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    Task.Run(async () =>
                        i % 2 == 0 ? beside.Add($"{i}") : await _fixture.Store.AddUserAsync($"{i}", CancellationToken.None)
                    )
                )
        );

        Assert.Equal(Enumerable.Range(2, 100), added.Select(user => user.Id.Number).Order());
        Assert.Empty(Directory.GetFiles(_fixture.Sandbox.PathOf("users")));
    }

    [Fact]
    public async Task A_user_folder_without_a_profile_is_no_user()
    {
        Directory.CreateDirectory(_fixture.Sandbox.PathOf("users/us02"));
        await _fixture.ReopenAsync();

        Assert.Null(await _fixture.Store.FindUserAsync(new UserId(2), CancellationToken.None));
        Assert.Null(await _fixture.Store.CreateConversationAsync(new UserId(2), new(), CancellationToken.None));
        Assert.Equal(2, (await _fixture.Store.AddUserAsync("Cy", CancellationToken.None)).Id.Number);
    }

    [Fact]
    public async Task Empty_folders_that_a_backup_left_out_are_made_again()
    {
        await _fixture.StopAsync();
        Directory.Delete(_fixture.Sandbox.PathOf("users/us01/data/conversations/messages"));
        await _fixture.StartAsync();

        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");
        await _fixture.ReopenAsync();
        Assert.Equal("Hello", (await _fixture.Host.ReadAsync(new MessageId(StreamFixture.Conversation, 2))).Content);
    }

    [Fact]
    public async Task A_disk_that_refuses_a_user_is_told_as_such()
    {
        _fixture.Host.Disk.Before = what => _ = what == "publish" ? throw new DiskException(what, "x", 28, "full") : 0;

        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
            await _fixture.Store.AddUserAsync("Ben", CancellationToken.None)
        );

        Assert.Equal(StorageFault.Full, refusal.Fault);
        _fixture.Host.Disk.Before = _ => { };
        _fixture.Sandbox.Expect("users/us02");
        foreach (var stray in Directory.GetFiles(_fixture.Sandbox.PathOf("users")))
            _fixture.Sandbox.Expect(Path.GetRelativePath(_fixture.Sandbox.Data, stray));
    }

    [Theory]
    [InlineData("/proc/roundtable")]
    [InlineData("/proc/roundtable/deeper/still")]
    [InlineData("/dev/null/data")]
    public async Task A_folder_that_cannot_be_made_is_a_clear_error(string folder)
    {
        var error = await Assert.ThrowsAnyAsync<IOException>(() =>
            StreamHost.OpenAsync(StreamFixture.Small(folder), _fixture.Time)
        );

        Assert.Contains("/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_nowhere_is_a_clear_error()
    {
        var link = Path.Combine(_fixture.Sandbox.Root, "link");
        File.CreateSymbolicLink(link, Path.Combine(_fixture.Sandbox.Root, "nowhere"));

        await Assert.ThrowsAnyAsync<IOException>(() => StreamHost.OpenAsync(StreamFixture.Small(link), _fixture.Time));
    }

    [Fact]
    public async Task Strays_in_the_journal_folder_are_removed_and_the_lock_file_says_who()
    {
        await _fixture.StopAsync();
        Directory.CreateDirectory(_fixture.Sandbox.PathOf("journal/helper"));
        File.WriteAllText(_fixture.Sandbox.PathOf("journal/4711-1.new"), "half");
        File.WriteAllText(_fixture.Sandbox.PathOf("journal/helper/4711-2.new"), "half");
        File.WriteAllText(_fixture.Sandbox.PathOf("lock"), new string('x', 1_000));
        await _fixture.StartAsync();

        Assert.DoesNotContain(
            Directory.GetFiles(_fixture.Sandbox.PathOf("journal"), "*", SearchOption.AllDirectories),
            path => path.Contains("4711", StringComparison.Ordinal)
        );
        var owner = Encoding.UTF8.GetString(new LinuxDisk().Read(_fixture.Sandbox.PathOf("lock"))!);
        Assert.StartsWith($"process {Environment.ProcessId} on ", owner, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", owner, StringComparison.Ordinal);
    }
}
