using Microsoft.Extensions.Time.Testing;
using Roundtable.Files;
using Roundtable.Files.Index;
using Roundtable.Stored;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Verification;

namespace Roundtable.Tests.Files;

/// <summary>What a request with a key did, and that it did it, are in one record: a crash leaves both or neither.</summary>
public sealed class RequestFileTests : IAsyncLifetime
{
    private static readonly RequestKey Key = RequestKey.Of("POST", "a", "Why?"u8);
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task After_a_crash_at_any_change_on_the_disk_the_same_request_is_one_turn()
    {
        var images = new List<string>();
        _fixture.Host.Disk.Before = _ => images.Add(_fixture.Photograph());
        await BeginAsync(_fixture.Host);
        await _fixture.StopAsync();

        Assert.True(images.Count > 3);
        foreach (var image in images)
        {
            var host = await _fixture.OpenImageAsync(image);
            var turn = await BeginAsync(host);
            Assert.Equal(1, turn.Message.Id.Number);
            var found = await host.Store.FindConversationAsync(StreamFixture.Conversation, CancellationToken.None);
            Assert.Equal(2, found!.MessageCount);
            await _fixture.CloseAsync(host, image);
        }
    }

    [Fact]
    public async Task It_is_kept_for_a_day_and_forgotten_at_a_start_after_two()
    {
        await BeginAsync(_fixture.Host);
        await _fixture.StopAsync();
        _fixture.Time.Advance(TimeSpan.FromHours(24));
        await _fixture.StartAsync();
        Assert.True((await BeginAsync(_fixture.Host)).IsReplayed);

        await _fixture.StopAsync();
        _fixture.Time.Advance(TimeSpan.FromHours(25));
        await _fixture.StartAsync();
        Assert.Empty(Directory.GetFiles(_fixture.Sandbox.PathOf("users/us01/data/requests")));
        Assert.False((await BeginAsync(_fixture.Host)).IsReplayed);
    }

    [Fact]
    public async Task One_that_was_kept_long_enough_stays_known_until_its_file_is_gone()
    {
        await BeginAsync(_fixture.Host);
        _fixture.Time.Advance(TimeSpan.FromHours(25));
        Assert.False((await BeginAsync(_fixture.Host, RequestKey.Of("POST", "b", "Why?"u8))).IsReplayed);

        Assert.True((await BeginAsync(_fixture.Host)).IsReplayed);
        await _fixture.ReopenAsync();

        Assert.False((await BeginAsync(_fixture.Host)).IsReplayed);
        await _fixture.ReopenAsync();
        Assert.Equal(2, Directory.GetFiles(_fixture.Sandbox.PathOf("users/us01/data/requests")).Length);
    }

    [Fact]
    public async Task Once_its_file_is_gone_the_key_is_new()
    {
        await using var fixture = await StreamFixture.OpenAsync(folder => new FileStoreOptions
        {
            Folder = folder,
            CheckpointInterval = TimeSpan.FromMilliseconds(50),
        });
        await BeginAsync(fixture.Host);
        fixture.Time.Advance(TimeSpan.FromHours(25));
        await BeginAsync(fixture.Host, RequestKey.Of("POST", "b", "Why?"u8));
        for (var attempt = 1; (await BeginAsync(fixture.Host)).IsReplayed && attempt < 1_000; attempt++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        await fixture.StopAsync();
        Assert.True(File.Exists(fixture.Sandbox.PathOf(StoreLayout.Request(StreamFixture.User, Key.Key))));
        Assert.Equal(2, Directory.GetFiles(fixture.Sandbox.PathOf("users/us01/data/requests")).Length);
    }

    [Fact]
    public void An_answer_that_was_not_stored_says_nothing_of_how_old_the_next_one_is()
    {
        var time = new FakeTimeProvider();
        var requests = new KnownRequests();
        var refused = Answer();
        requests.Add(refused, time);
        requests.Remove(refused);
        time.Advance(TimeSpan.FromHours(20));
        requests.Add(Answer(), time);
        time.Advance(TimeSpan.FromHours(5));

        Assert.Empty(requests.TakeOld(time));
        time.Advance(TimeSpan.FromHours(20));
        Assert.Single(requests.TakeOld(time));
    }

    private static RequestFile Answer() =>
        new()
        {
            UserId = "us01",
            Key = Key.Key,
            Body = Key.Body,
            ConversationId = "us01-co01",
            Cursor = "",
            Timestamp = default,
            Format = ChecksummedJson.Format,
        };

    [Fact]
    public async Task A_damaged_one_is_found_and_the_request_done_again()
    {
        await BeginAsync(_fixture.Host);
        await _fixture.StopAsync();
        var path = Assert.Single(Directory.GetFiles(_fixture.Sandbox.PathOf("users/us01/data/requests")));
        File.WriteAllBytes(path, new byte[50]);

        Assert.Equal("checksum", Assert.Single(VerificationFixture.Verify(_fixture.Sandbox.Data).Damage).Reason);
        await _fixture.StartAsync();
        Assert.False((await BeginAsync(_fixture.Host)).IsReplayed);
        await _fixture.StopAsync();
        Assert.Empty(VerificationFixture.Verify(_fixture.Sandbox.Data).Damage);
    }

    private static async Task<Turn> BeginAsync(StreamHost host, RequestKey? key = null)
    {
        var turn = new NewTurn
        {
            AuthorId = StreamFixture.User,
            Content = "Why?",
            TokenCount = 1,
            Replies = [new NewReply("sage", "m", RoutedBy.Default)],
            Key = key ?? Key,
        };
        return (await host.Store.BeginTurnAsync(StreamFixture.Conversation, turn, CancellationToken.None))!;
    }
}
