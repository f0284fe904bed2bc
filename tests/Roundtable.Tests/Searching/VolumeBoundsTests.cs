namespace Roundtable.Tests.Searching;

/// <summary>How far a page of a ranked search looks, the volumes being as small as a message.</summary>
public sealed class VolumeBoundsTests
{
    [Fact]
    public async Task Hits_behind_more_volumes_than_a_page_looks_through_are_reached_by_its_cursor()
    {
        await using var volumes = new VolumesUnderTest { VolumeSize = 1, Bounds = Sqlite.Searching.SearchBounds.Usual };
        var conversation = await BeginAsync(volumes);
        var oldest = await volumes.SayAsync(conversation, "rome");
        for (var i = 0; i < 2 * 256; i++)
            await volumes.SayAsync(conversation, "paris");
        var query = VolumesUnderTest.Query(conversation.User, "rome");

        var first = await volumes.PageAsync(query);
        await volumes.ReopenAsync();
        var second = await volumes.PageAsync(query with { From = first.Next });
        var third = await volumes.PageAsync(query with { From = second.Next });

        Assert.Equal(513, await volumes.CountVolumesAsync(conversation.User));
        Assert.Empty(first.Hits.Concat(second.Hits));
        Assert.Equal([$"{oldest}"], third.Hits);
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task The_newest_window_is_shown_before_older_texts_that_rank_higher()
    {
        await using var volumes = new VolumesUnderTest { VolumeSize = 150 };
        var conversation = await BeginAsync(volumes);
        var better = await volumes.SayAsync(conversation, "rome");
        var newer = new List<string>();
        for (var i = 0; i < 6; i++)
            newer.Add($"{await volumes.SayAsync(conversation, "of other things and, at its end, of rome")}");
        var query = VolumesUnderTest.Query(conversation.User, "rome");

        var first = await volumes.PageAsync(query);
        var second = await volumes.PageAsync(query with { From = first.Next });

        newer.Reverse();
        Assert.Equal(newer[..first.Hits.Count], first.Hits);
        Assert.Contains($"{better}", second.Hits);
    }

    [Fact]
    public async Task A_restart_in_the_middle_goes_on_with_the_volume_that_is_not_full()
    {
        await using var volumes = new VolumesUnderTest { VolumeSize = 3 * (64 + 4) };
        var conversation = await BeginAsync(volumes);
        var counts = new List<int>();
        for (var i = 0; i < 7; i++)
        {
            await volumes.SayAsync(conversation, "rome");
            counts.Add(await volumes.CountVolumesAsync(conversation.User));
            await volumes.ReopenAsync();
        }

        Assert.Equal([1, 1, 1, 2, 2, 2, 3], counts);
    }

    [Theory]
    [InlineData(2, 4)] // The second volume, begun with the third row, goes on with the second.
    [InlineData(3, 2)] // The second volume is full and empty, and the third begins before it.
    public async Task A_row_number_that_is_given_again_is_found_once_behind_a_window(int gone, int volumesMax)
    {
        var bounds = new Sqlite.Searching.SearchBounds(WindowMax: 6, WindowMin: 3, VolumesMin: 2, volumesMax);
        await using var volumes = new VolumesUnderTest { VolumeSize = 2 * (64 + 4), Bounds = bounds };
        var conversation = await BeginAsync(volumes);
        var said = new List<string> { $"{await volumes.SayAsync(conversation, "rome")}" };
        var deleted = await BeginAsync(volumes, conversation.User);
        for (var i = 0; i < gone; i++)
            await volumes.SayAsync(deleted, "rome");
        await volumes.Store.DeleteConversationAsync(deleted, conversation.User, CancellationToken.None);
        for (var i = 0; i < 9; i++)
            said.Add($"{await volumes.SayAsync(conversation, "rome")}");
        var (found, query) = (new List<string>(), VolumesUnderTest.Query(conversation.User, "rome"));
        for (var next = query.From; found.Count == 0 || next is not null; )
        {
            var page = await volumes.PageAsync(query with { From = next });
            found.AddRange(page.Hits);
            next = page.Next;
        }

        said.Sort(StringComparer.Ordinal);
        Assert.Equal(said, found.Order(StringComparer.Ordinal));
    }

    private static async Task<ConversationId> BeginAsync(VolumesUnderTest volumes, UserId? user = null)
    {
        if (user is null)
            await volumes.OpenAsync();
        var owner = user ?? (await volumes.Store.AddUserAsync("Ada", CancellationToken.None)).Id;
        return (await volumes.Store.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None))!.Id;
    }
}
