using Roundtable.Cursors;
using Roundtable.Following;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Following;

/// <summary>Somebody followed a list, then a backup was restored and written on: numbers are given out once more.</summary>
public sealed class RestoredBackupTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_cursor_whose_number_is_missing_now_begins_anew_with_everything()
    {
        var backup = _fixture.Photograph();
        await CreateAsync(_fixture.Host, "Lost");
        var cursor = await PlaceAsync(_fixture.Host);

        var restored = await _fixture.OpenImageAsync(backup);

        Assert.Equal(["Reise nach Köln"], await TitlesAsync(restored, cursor, count: 1));
        await _fixture.CloseAsync(restored, backup);
    }

    [Fact]
    public async Task A_cursor_whose_number_was_given_out_once_more_begins_anew_with_everything()
    {
        var backup = _fixture.Photograph();
        await CreateAsync(_fixture.Host, "Lost");
        var cursor = await PlaceAsync(_fixture.Host);

        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        var restored = await _fixture.OpenImageAsync(backup);
        foreach (var title in new[] { "In its place", "And one more" })
            await CreateAsync(restored, title);

        Assert.Equal(["Reise nach Köln", "In its place", "And one more"], await TitlesAsync(restored, cursor, count: 3));
        await _fixture.CloseAsync(restored, backup);
    }

    [Fact]
    public async Task A_deletion_in_the_place_of_what_was_lost_is_seen_too()
    {
        await CreateAsync(_fixture.Host, "To be deleted");
        var backup = _fixture.Photograph();
        await CreateAsync(_fixture.Host, "Lost");
        var cursor = await PlaceAsync(_fixture.Host);

        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        var restored = await _fixture.OpenImageAsync(backup);
        var deleted = new ConversationId(StreamFixture.User, 2);
        await restored.Announced.DeleteConversationAsync(deleted, StreamFixture.User, Cancellation);

        Assert.Equal(["Reise nach Köln", null], await TitlesAsync(restored, cursor, count: 2));
        await _fixture.CloseAsync(restored, backup);
    }

    [Fact]
    public async Task What_was_written_on_after_the_cursor_without_a_loss_is_told_alone()
    {
        await CreateAsync(_fixture.Host, "Known");
        var cursor = await PlaceAsync(_fixture.Host);

        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await _fixture.ReopenAsync();
        await CreateAsync(_fixture.Host, "New");

        Assert.Equal(["New"], await TitlesAsync(_fixture.Host, cursor, count: 1));
    }

    private static async Task CreateAsync(StreamHost host, string title) =>
        await host.Announced.CreateConversationAsync(StreamFixture.User, new ConversationFacts { Title = title }, Cancellation);

    /// <summary>The place as a client keeps it.</summary>
    private static async Task<UserCursor> PlaceAsync(StreamHost host)
    {
        var cursor = await new UserFollower(host.Announced, host.Announcer).BeginAsync(StreamFixture.User, Cancellation);
        return UserCursor.Parse(cursor.ToString());
    }

    private static async Task<List<string?>> TitlesAsync(StreamHost host, UserCursor from, int count)
    {
        var titles = new List<string?>();
        await foreach (var (_, change) in new UserFollower(host.Announced, host.Announcer).FollowAsync(from, Cancellation))
        {
            titles.Add(change.Conversation?.Title);
            if (titles.Count == count)
                break;
        }

        return titles;
    }
}
