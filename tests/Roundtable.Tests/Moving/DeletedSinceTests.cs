using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>
/// What the source has deleted since goes in the target too, if it is what the source had. A target that has gone on by itself
/// is refused, and keeps it.
/// </summary>
public sealed class DeletedSinceTests : IAsyncLifetime
{
    private static readonly UserId User = new(1);
    private static readonly ConversationId Id = new(User, 1);
    private readonly List<MovingStore> _stores = [];

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    public static TheoryData<string, string> Pairs => CopyTests.Pairs;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_message_that_only_the_target_has_is_kept(string from, string to)
    {
        var (source, target) = await CopiedAsync(from, to);
        await ChangeAsync(target, store => SayAsync(store, "Precious new words"));
        await ChangeAsync(
            source,
            async store =>
            {
                // Its numbers of changes and revisions reach further than the target's.
                await RenameAsync(store, "Another");
                await DeleteAsync(store);
            }
        );

        await RefusesAsync(source, target, "message 2, chunk 1");

        Assert.Contains(Texts.Of(await target.ExportAsync()), text => text.Value == "Precious new words");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_title_that_only_the_target_has_is_kept(string from, string to)
    {
        var (source, target) = await CopiedAsync(from, to);
        await ChangeAsync(target, store => RenameAsync(store, "Named in the target"));
        await ChangeAsync(
            source,
            async store =>
            {
                // Its numbers of changes and messages reach further than the target's.
                await SayAsync(store, "More");
                await DeleteAsync(store);
            }
        );

        await RefusesAsync(source, target, "revision 2");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_change_that_only_the_target_can_have_had_is_kept(string from, string to)
    {
        var (source, target) = await CopiedAsync(from, to);
        await ChangeAsync(target, AskAsync);
        await ChangeAsync(
            source,
            async store =>
            {
                await SayAsync(store, "Two more messages,");
                await SayAsync(store, "and fewer changes than a question and an answer that ends.");
                await DeleteAsync(store);
            }
        );

        await RefusesAsync(source, target, "message 3, chunk 1");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Another_conversation_of_the_same_id_is_kept(string from, string to)
    {
        var (source, target) = (New(from), New(to));
        await ChangeAsync(source, async store => await store.AddUserAsync("Ada", CancellationToken.None));
        await source.CopyToAsync(target);
        await ChangeAsync(target, CreateAsync);
        await ChangeAsync(
            source,
            async store =>
            {
                await CreateAsync(store);
                await SayAsync(store, "More than the target has.");
                await DeleteAsync(store);
            }
        );

        await RefusesAsync(source, target, "revision 1");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_conversation_that_was_deleted_on_both_sides_is_a_difference(string from, string to)
    {
        var (source, target) = await CopiedAsync(from, to);
        await ChangeAsync(target, DeleteAsync);
        await ChangeAsync(
            source,
            async store =>
            {
                await SayAsync(store, "A word more");
                await RenameAsync(store, "Another");
                await DeleteAsync(store);
            }
        );

        await RefusesAsync(source, target, "revision 2");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_went_on_in_the_source_alone_is_deleted_with_it(string from, string to)
    {
        var (source, target) = await CopiedAsync(from, to);
        await ChangeAsync(
            source,
            async store =>
            {
                await RenameAsync(store, "Another");
                await AskAsync(store);
                await DeleteAsync(store);
            }
        );

        var summary = await source.CopyToAsync(target);

        Assert.Equal((true, 1L), (summary.IsFinished, summary.RecordsWritten));
        Assert.Equal(await source.ExportAsync(), await target.ExportAsync());
    }

    private MovingStore New(string kind)
    {
        var store = MovingStore.Of(kind);
        _stores.Add(store);
        return store;
    }

    private async Task<(MovingStore Source, MovingStore Target)> CopiedAsync(string from, string to)
    {
        var (source, target) = (New(from), New(to));
        await ChangeAsync(
            source,
            async store =>
            {
                await store.AddUserAsync("Ada", CancellationToken.None);
                await CreateAsync(store);
                await SayAsync(store, "Hello");
            }
        );
        Assert.True((await source.CopyToAsync(target)).IsFinished);
        return (source, target);
    }

    private static async Task RefusesAsync(MovingStore source, MovingStore target, string where)
    {
        var export = await target.ExportAsync();

        var difference = await Assert.ThrowsAsync<StoreDiffersException>(() => source.CopyToAsync(target));

        Assert.Equal(new StoreUnit(User, 1), difference.Unit);
        Assert.Contains($"'{Id}' that the source does not have ({where})", difference.Message, StringComparison.Ordinal);
        Assert.Equal(export, await target.ExportAsync());
        await using var store = await target.OpenAsync();
    }

    private static async Task ChangeAsync(MovingStore moved, Func<IConversationStore, Task> change)
    {
        await using var store = await moved.OpenAsync();
        await change(store);
    }

    private static async Task CreateAsync(IConversationStore store) =>
        await store.CreateConversationAsync(User, new ConversationFacts { Title = "First" }, null, CancellationToken.None);

    private static async Task RenameAsync(IConversationStore store, string title) =>
        await store.ChangeConversationAsync(Id, new ConversationFacts { Title = title }, User, null, CancellationToken.None);

    private static async Task DeleteAsync(IConversationStore store) =>
        await store.DeleteConversationAsync(Id, User, CancellationToken.None);

    private static async Task SayAsync(IConversationStore store, string text) =>
        await store.BeginTurnAsync(Id, TurnOf(text), CancellationToken.None);

    private static async Task AskAsync(IConversationStore store)
    {
        var turn = TurnOf("And?") with { Replies = [new NewReply("sage", null, RoutedBy.List)] };
        var begun = await store.BeginTurnAsync(Id, turn, CancellationToken.None);
        await store.EndMessageAsync(begun!.Replies[0], new MessageEnd(FinishReason.Stop), CancellationToken.None);
    }

    private static NewTurn TurnOf(string text) =>
        new()
        {
            AuthorId = User,
            Content = text,
            TokenCount = 1,
        };
}
