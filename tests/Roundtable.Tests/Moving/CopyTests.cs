using Roundtable.Files;
using Roundtable.Files.Verification;
using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>From one store into another one, of either kind: what is there is all there, to the byte.</summary>
public sealed class CopyTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Histories = RunLength.Rounds(6, 100);
    private static readonly string[] Kinds = ["files", "sqlite"];
    private readonly List<MovingStore> _stores = [];

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    public static TheoryData<int, string> Seeds =>
        new(from seed in Enumerable.Range(1, Histories) from kind in Kinds select new TheoryDataRow<int, string>(seed, kind));

    public static TheoryData<string, string> Pairs =>
        new()
        {
            { "files", "files" },
            { "files", "sqlite" },
            { "sqlite", "files" },
            { "sqlite", "sqlite" },
        };

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_was_said_is_there_to_the_byte_and_back_again(int seed, string kind)
    {
        var (source, there, back, beside) = (New(kind), New(kind == "files" ? "sqlite" : "files"), New(kind), New(kind));
        await WriteAsync(source, seed, conversations: 12);

        var first = await source.CopyToAsync(there);
        var second = await there.CopyToAsync(back);
        var third = await source.CopyToAsync(beside);

        var export = await source.ExportAsync();
        Assert.True(first.IsFinished && second.IsFinished && third.IsFinished);
        Assert.Equal(export, await there.ExportAsync());
        Assert.Equal(export, await back.ExportAsync());
        Assert.Equal(export, await beside.ExportAsync());
        Assert.Equal(export.Count, first.Records);
        var folder = kind == "files" ? back : there;
        Assert.Empty(new StoreVerifier(folder.Path).Verify(null, CancellationToken.None).Damage);
        output.WriteLine($"{first.Users} users, {first.Conversations} conversations, {first.Records} records.");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_store_reads_the_copy_as_it_read_the_original(string from, string to)
    {
        var (source, target) = (New(from), New(to));
        await WriteAsync(source, seed: 1, conversations: 40);
        await source.CopyToAsync(target);

        await using var original = await source.OpenAsync();
        await using var copy = await target.OpenAsync();

        await foreach (var user in original.ListUsersAsync(CancellationToken.None))
        {
            var copied = await copy.FindUserAsync(user.Id, CancellationToken.None);
            Assert.Equal((user.Name, user.Revision, user.CreatedAt), (copied!.Name, copied.Revision, copied.CreatedAt));
            var changes = await original.ListChangesAsync(user.Id, 0, 1000, CancellationToken.None);
            var copiedChanges = await copy.ListChangesAsync(user.Id, 0, 1000, CancellationToken.None);
            Assert.NotEmpty(changes);
            Assert.Equal(changes.Select(Shown), copiedChanges.Select(Shown));
        }

        static string Shown(ConversationChange change) =>
            $"{change.Id} {change.Change} {change.Conversation?.Title} {change.Conversation?.Position} "
            + $"{change.Conversation?.UpdatedAt:O} {change.Conversation?.MessageCount} {change.Conversation?.Tag}";
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_second_run_writes_nothing(string from, string to)
    {
        var (source, target) = (New(from), New(to));
        await WriteAsync(source, seed: 2, conversations: 20);
        await source.CopyToAsync(target);
        var contents = target.Contents();

        var again = await source.CopyToAsync(target);

        Assert.Equal((true, 0L), (again.IsFinished, again.RecordsWritten));
        Assert.Equal(contents, target.Contents());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_was_said_since_is_added_and_what_was_deleted_since_is_gone(string from, string to)
    {
        var (source, target) = (New(from), New(to));
        await using (var store = await source.OpenAsync())
            await new RandomHistory(store, new Random(3)).WriteAsync(30, endsAll: true);
        var first = await source.CopyToAsync(target);
        await using (var store = await source.OpenAsync())
        {
            var alive = (await store.ListConversationsAsync(new UserId(1), new ConversationQuery(10), CancellationToken.None))
                .Select(conversation => conversation.Id)
                .ToList();
            await store.DeleteConversationAsync(alive[0], alive[0].User, CancellationToken.None);
            var turn = new NewTurn
            {
                AuthorId = alive[1].User,
                Content = "Since then",
                TokenCount = 2,
            };
            await store.BeginTurnAsync(alive[1], turn, CancellationToken.None);
        }

        var second = await source.CopyToAsync(target);

        Assert.Equal((true, 2L), (second.IsFinished, second.RecordsWritten));
        Assert.Equal(await source.ExportAsync(), await target.ExportAsync());
        Assert.Equal(first.Conversations, second.Conversations);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_is_being_said_ends_in_a_backup_and_goes_on_in_an_unfinished_copy(string from, string to)
    {
        var (source, backup, copy) = (New(from), New(to), New(to));
        await using (var store = await source.OpenAsync())
        {
            var history = new RandomHistory(store, new Random(5));
            await history.WriteAsync(20, endsAll: false);

            var backedUp = await source.CopyToAsync(backup, MovingKind.Backup);
            var begun = await source.CopyToAsync(copy, isServed: true);
            Assert.True(backedUp.IsFinished);
            Assert.Equal(await TextsAsync(store, history.Conversations), Sorted(Texts.Of(await backup.ExportAsync())));
            Assert.InRange(backedUp.OpenMessages, 1, int.MaxValue);
            Assert.Equal((false, backedUp.OpenMessages), (begun.IsFinished, begun.OpenMessages));

            await history.WriteAsync(10, endsAll: true);
            Assert.False((await source.CopyToAsync(copy, isServed: true)).IsFinished);
            await history.WriteAsync(2, endsAll: false);
        }

        Assert.True((await source.CopyToAsync(copy)).IsFinished);
        Assert.Equal(await source.ExportAsync(), await copy.ExportAsync());
        await using (var store = await backup.OpenAsync())
        {
            await foreach (var user in store.ListUsersAsync(CancellationToken.None))
            {
                foreach (var change in await store.ListChangesAsync(user.Id, 0, 1000, CancellationToken.None))
                    Assert.Empty(change.Conversation?.Open ?? []);
            }
        }
    }

    private MovingStore New(string kind)
    {
        var store = MovingStore.Of(kind);
        _stores.Add(store);
        return store;
    }

    private static async Task WriteAsync(MovingStore source, int seed, int conversations)
    {
        await using var store = await source.OpenAsync();
        var history = new RandomHistory(store, new Random(seed));
        await history.WriteAsync(conversations, endsAll: false);
        if (store is FileStore files)
        {
            var keys = UserFolder.Open(source.Path, TimeProvider.System);
            var key = keys.AddKey(history.Users[0])!;
            keys.AddKey(history.Users[0]);
            keys.Revoke(key.Reveal());
            if (seed % 2 == 0)
                await SealAsync(files);
        }

        await history.WriteAsync(conversations / 4, endsAll: seed % 3 == 0);
    }

    /// <summary>What every reader is shown at this moment.</summary>
    private static async Task<IEnumerable<(string, string)>> TextsAsync(
        IConversationStore store,
        IEnumerable<ConversationId> conversations
    )
    {
        var texts = new Dictionary<string, string>();
        foreach (var id in conversations)
        {
            var count = (await store.FindConversationAsync(id, CancellationToken.None))?.MessageCount ?? 0;
            for (var number = 1; number <= count; number++)
            {
                var message = new MessageId(id, number);
                await foreach (var reading in store.ReadChunksAsync(message, 0, CancellationToken.None))
                    texts[$"{message}"] = texts.GetValueOrDefault($"{message}", "") + reading.Chunk!.Tokens;
            }
        }

        return Sorted(texts);
    }

    private static IEnumerable<(string, string)> Sorted(IReadOnlyDictionary<string, string> texts) =>
        texts.Select(text => (text.Key, text.Value)).OrderBy(text => text.Key, StringComparer.Ordinal);

    private static async Task SealAsync(FileStore store)
    {
        var named = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Machinery.Files.AddBarrier(named.SetResult);
        await named.Task;
        store.Machinery.Sealer.SealQuiet(TimeSpan.Zero);
    }
}
