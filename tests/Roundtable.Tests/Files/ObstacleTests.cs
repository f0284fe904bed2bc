using Roundtable.Disk;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>What stands in the way costs itself, and not the store.</summary>
public sealed class ObstacleTests : IAsyncLifetime
{
    private const string Profile = "users/us01/user.json";
    private StreamFixture _fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_user_whose_profile_is_damaged_is_still_a_user_and_nobody_else_gets_the_number()
    {
        await SpoilAsync(Profile);

        Assert.NotNull(await _fixture.Store.FindUserAsync(StreamFixture.User, Cancellation));
        Assert.NotNull(await _fixture.Store.CreateConversationAsync(StreamFixture.User, new ConversationFacts(), Cancellation));
        Assert.Equal(2, (await _fixture.Store.AddUserAsync("Grace", Cancellation)).Id.Number);
        Assert.Equal(2, await _fixture.Store.ListUsersAsync(Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_folder_that_a_crash_left_without_a_profile_goes_to_the_next_user()
    {
        Directory.CreateDirectory(_fixture.Sandbox.PathOf("users/us02/data/conversations/messages"));

        Assert.Equal(2, (await _fixture.Store.AddUserAsync("Grace", Cancellation)).Id.Number);
    }

    [Fact]
    public async Task A_file_of_somebody_else_under_the_next_name_is_set_aside_and_writing_goes_on()
    {
        await File.WriteAllTextAsync(_fixture.PathOf(new MessageId(StreamFixture.Conversation, 1)), "garbage", Cancellation);
        _fixture.Sandbox.Expect("aside");

        var first = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");
        var second = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "again");
        await _fixture.ReopenAsync();

        Assert.Equal("Hello", (await _fixture.Host.ReadAsync(first)).Content);
        Assert.Equal("again", (await _fixture.Host.ReadAsync(second)).Content);
        Assert.Equal(
            "garbage",
            await File.ReadAllTextAsync(_fixture.Sandbox.PathOf("aside/us01-co01-ms01.json.1"), Cancellation)
        );
    }

    [Fact]
    public async Task A_sound_file_of_another_process_stops_writing_and_the_refusal_says_so()
    {
        var reply = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");
        await _fixture.ReopenAsync(); // Its file has its name now.
        var taken = _fixture.PathOf(new MessageId(StreamFixture.Conversation, 3));
        File.Copy(_fixture.PathOf(reply), taken);

        var refusal = await UntilRefusedAsync();
        File.Delete(taken);

        Assert.Contains("Another process", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("Hello", (await _fixture.Host.ReadAsync(reply)).Content);
    }

    [Fact]
    public async Task A_disk_that_is_full_for_long_is_left_without_private_files()
    {
        var refused = 0;
        _fixture.Host.Disk.Before = change =>
        {
            if (change != "publish")
                return;
            Interlocked.Increment(ref refused);
            throw new DiskException("renameat2", "test", 28, "No space left on device");
        };
        await UntilRefusedAsync(); // At once, if a file of the fixture still waited for its name.
        while (Volatile.Read(ref refused) < 2)
            await Task.Yield();

        _fixture.Host.Disk.Before = _ => { };
        await _fixture.ReopenAsync();

        Assert.Empty(Directory.EnumerateFiles(_fixture.Sandbox.PathOf("journal"), "*.new", SearchOption.AllDirectories));
    }

    private async Task<StorageUnavailableException> UntilRefusedAsync()
    {
        while (true)
        {
            try
            {
                await _fixture.Host.AskAsync(StreamFixture.Conversation, agents: 0);
            }
            catch (StorageUnavailableException refusal)
            {
                return refusal;
            }
        }
    }

    private async Task SpoilAsync(string path)
    {
        await _fixture.StopAsync();
        var full = _fixture.Sandbox.PathOf(path);
        var bytes = await File.ReadAllBytesAsync(full, Cancellation);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(full, bytes, Cancellation);
        _fixture.Sandbox.ExpectDamaged(path);
        await _fixture.StartAsync();
    }
}
