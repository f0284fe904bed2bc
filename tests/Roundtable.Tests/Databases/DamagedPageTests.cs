using System.Globalization;
using Roundtable.Sqlite.Verification;
using Roundtable.Verification;

namespace Roundtable.Tests.Databases;

/// <summary>Pages of the file are overwritten, as by a failing disk: what can be read is saved, and the damaged file is kept.</summary>
public sealed class DamagedPageTests(ITestOutputHelper output)
{
    private const int Messages = 400;
    private const int PageSizeBytes = 4_096;
    private static readonly ConversationId Conversation = new(new UserId(1), 2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("chunk", "leaf", false)]
    [InlineData("chunk", "leaf", true)]
    [InlineData("chunk", "internal", false)]
    [InlineData("sqlite_autoindex_chunk_1", "leaf", true)]
    [InlineData("message", "leaf", true)]
    [InlineData("message", "internal", false)]
    [InlineData("conversation", "leaf", false)]
    [InlineData("conversation_revision", "leaf", true)]
    [InlineData("user", "leaf", true)]
    [InlineData("passage_index_data", "leaf", true)]
    [InlineData("passage", "leaf", false)]
    [InlineData("meta", "leaf", true)]
    public async Task What_can_be_read_is_saved_and_the_rest_is_known_to_be_lost(string table, string kind, bool isNoise)
    {
        using var fixture = await FillAsync();
        fixture.Sandbox.IsDamaged = true;
        if (!Overwrite(fixture.File, table, kind, isNoise))
            return;
        var before = await File.ReadAllBytesAsync(fixture.File, Cancellation);

        var summary = await RepairAsync(fixture);

        Assert.Empty(summary.After.Damage);
        Assert.Equal(before, await File.ReadAllBytesAsync(fixture.File + ".damaged-1", Cancellation));
        Assert.Contains(".damaged-1", summary.Settled[0].Path, StringComparison.Ordinal);
        Assert.Equal(["ok"], SqliteShell.Run(fixture.File, "pragma integrity_check"));
        Assert.Empty((await RepairAsync(fixture)).Settled);
        var (kept, lost) = await CountAsync(fixture);
        output.WriteLine($"{kept} kept, {lost} lost; {summary.After.KnownLosses.Count} known losses.");
        Assert.Equal(Messages, kept + lost);
        Assert.InRange(lost, 0, kind == "internal" ? Messages : 60);
        Assert.Equal(table == "chunk", lost > 0);
    }

    private static async Task<DatabaseFixture> FillAsync()
    {
        var fixture = await DatabaseFixture.CreateAsync();
        await using var store = await fixture.OpenAsync();
        await store.CreateConversationAsync(new UserId(1), new ConversationFacts { Title = "Long" }, Cancellation);
        for (var i = 1; i <= Messages; i++)
        {
            var turn = new NewTurn
            {
                AuthorId = new UserId(1),
                Content = TextOf(i),
                TokenCount = 1,
                Replies = [],
            };
            await store.BeginTurnAsync(Conversation, turn, Cancellation);
        }

        return fixture;
    }

    private static string TextOf(int number) => $"Message {number}: {new string('x', 300)}";

    /// <summary>The page in the middle of a table's, all of it; false where it has none of the kind.</summary>
    internal static bool Overwrite(string file, string table, string kind, bool isNoise)
    {
        var pages = SqliteShell.Run(
            file,
            $"select pageno from dbstat where name = '{table}' and pagetype = '{kind}' order by pageno"
        );
        if (pages.Count == 0)
            return false;
        var page = int.Parse(pages[pages.Count / 2], CultureInfo.InvariantCulture);
        var bytes = new byte[PageSizeBytes];
        if (isNoise)
            new Random(page).NextBytes(bytes);
        using var written = new FileStream(file, FileMode.Open, FileAccess.Write);
        written.Position = (page - 1L) * PageSizeBytes;
        written.Write(bytes);
        return true;
    }

    private static async Task<(int Kept, int Lost)> CountAsync(DatabaseFixture fixture)
    {
        var (kept, lost) = (0, 0);
        await using var store = await fixture.OpenAsync();
        for (var number = 1; number <= Messages; number++)
        {
            var readings = await store
                .ReadChunksAsync(new MessageId(Conversation, number), 1, Cancellation)
                .ToListAsync(Cancellation);
            Assert.All(readings, reading => Assert.True(reading.Chunk is null || reading.Chunk.Tokens == TextOf(number)));
            if (readings is [{ Chunk: not null }])
                kept++;
            else
                lost++;
        }

        return (kept, lost);
    }

    private static Task<RepairSummary> RepairAsync(DatabaseFixture fixture) =>
        new SqliteRepair(fixture.File, TimeProvider.System).RepairAsync(progress: null, Cancellation);
}
