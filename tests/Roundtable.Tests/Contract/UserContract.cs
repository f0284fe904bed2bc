namespace Roundtable.Tests.Contract;

public abstract class UserContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    [Fact]
    public async Task Users_are_numbered_from_one_without_holes()
    {
        var more = new[] { await Store.AddUserAsync("Ben", Cancellation), await Store.AddUserAsync("Cy", Cancellation) };

        Assert.Equal("us01", User.Id.ToString());
        Assert.Equal(["us02", "us03"], more.Select(user => user.Id.ToString()));
    }

    [Fact]
    public async Task A_user_is_found_as_added_also_after_a_restart()
    {
        await ReopenAsync();

        Assert.Equal(User, await Store.FindUserAsync(User.Id, Cancellation));
        Assert.Equal(("Ada", 1), (User.Name, User.Revision));
    }

    [Fact]
    public async Task A_user_that_was_never_added_is_null() =>
        Assert.Null(await Store.FindUserAsync(new UserId(2), Cancellation));

    [Fact]
    public async Task Users_are_listed_by_number()
    {
        for (var i = 2; i <= 120; i++)
            await Store.AddUserAsync($"User {i}", Cancellation);

        var numbers = await Store.ListUsersAsync(Cancellation).Select(user => user.Id.Number).ToListAsync(Cancellation);

        Assert.Equal(Enumerable.Range(1, 120), numbers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task A_name_must_say_something(string name) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AddUserAsync(name, Cancellation));

    [Fact]
    public async Task A_name_has_at_most_200_characters()
    {
        var longest = new string('é', User.NameLengthMax);

        Assert.Equal(longest, (await Store.AddUserAsync(longest, Cancellation)).Name);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AddUserAsync(longest + "é", Cancellation));
    }

    [Fact]
    public async Task Users_added_at_once_have_different_numbers()
    {
        var added = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(i => Task.Run(async () => await Store.AddUserAsync($"User {i}", Cancellation)))
        );

        Assert.Equal(Enumerable.Range(2, 32), added.Select(user => user.Id.Number).Order());
    }

    [Fact]
    public async Task Nothing_of_one_user_is_seen_with_another_ones_id()
    {
        var other = await Store.AddUserAsync("Eve", Cancellation);

        Assert.Empty(await Store.ListConversationsAsync(other.Id, new ConversationQuery(100), Cancellation));
        Assert.Null(await Store.FindConversationAsync(new ConversationId(other.Id, 1), Cancellation));
        Assert.Equal(1, (await CreateAsync("Hers", other.Id)).Id.Number);
    }
}
