using Roundtable.Sqlite.Verification;
using Roundtable.Verification;

namespace Roundtable.Tests.Databases;

/// <summary>Whatever is altered in a database by hand is reported.</summary>
public sealed class SqliteVerifyTests
{
    internal static readonly string[] Tables =
    [
        "user",
        "user_revision",
        "conversation",
        "conversation_revision",
        "message",
        "chunk",
        "request",
        "passage",
    ];

    [Fact]
    public async Task What_nobody_touched_is_sound_and_the_shell_agrees()
    {
        using var fixture = await DatabaseFixture.CreateAsync();

        var summary = await VerifyAsync(fixture.File);

        Assert.Empty(summary.Damage);
        Assert.Equal((1, 1, 4L), (summary.Users, summary.Conversations, summary.Messages));
        Assert.Equal(["ok"], SqliteShell.Run(fixture.File, "pragma integrity_check"));
        Assert.Empty(SqliteShell.Run(fixture.File, "pragma foreign_key_check"));
        SqliteShell.Run(fixture.File, "insert into passage_index (passage_index) values ('integrity-check')");
    }

    [Fact]
    public async Task Every_column_that_is_altered_is_reported()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        var (altered, unseen) = (0, new List<string>());
        foreach (var column in Tables.SelectMany(table => ColumnsOf(fixture.File, table)))
        {
            // The order in which rows were added says nothing of them.
            if (column == ("chunk", "position"))
                continue;
            var copy = Path.Combine(fixture.Sandbox.Root, "altered.db");
            File.Copy(fixture.File, copy, overwrite: true);
            var changed = SqliteShell.Run(copy, Alter(column.Table, column.Name));
            if (changed is [.., "0"])
                continue;
            altered++;
            if ((await VerifyAsync(copy)).Damage.Count == 0)
                unseen.Add($"{column.Table}.{column.Name}");
        }

        Assert.Empty(unseen);
        Assert.InRange(altered, 55, 90);
    }

    [Theory]
    [InlineData("delete from chunk where seq = 2")]
    [InlineData("delete from passage where id = 2")]
    [InlineData("delete from volume")]
    [InlineData("update volume set number = 2")]
    [InlineData("insert into passage_index (rowid, words) values (99, 'us01_stray')")]
    [InlineData("update passage_index_data set block = zeroblob(length(block)) where id > 1000")]
    [InlineData("insert into passage select 77, conversation_id, 9, 1, 0, 1, 1, 0 from passage where id = 1")]
    public async Task What_is_taken_out_or_put_in_is_reported(string sql)
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        SqliteShell.Run(fixture.File, sql);

        Assert.NotEmpty((await VerifyAsync(fixture.File)).Damage);
    }

    [Theory]
    [InlineData("pragma ignore_check_constraints = on; update chunk set offset = -1 where seq = 2", false)]
    [InlineData("update passage_index_data set block = zeroblob(length(block)) where id > 1000", false)]
    [InlineData(
        """
            pragma writable_schema = on;
            update sqlite_schema
            set rootpage = (select rootpage from sqlite_schema where name = 'sqlite_autoindex_request_1')
            where name = 'sqlite_autoindex_chunk_1'
            """,
        true
    )]
    public async Task What_SQLite_finds_is_unreadable_where_pages_are_damaged_and_not_where_rows_or_the_index_are(
        string sql,
        bool isOfPages
    )
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        SqliteShell.Run(fixture.File, sql);

        var found = (await VerifyAsync(fixture.File)).Damage.Where(finding =>
            finding.Path.StartsWith("integrity_check", StringComparison.Ordinal)
        );

        Assert.Equal(isOfPages, Assert.Single(found.Select(finding => finding.Reason).Distinct()) == "unreadable");
    }

    [Fact]
    public async Task All_that_is_damaged_in_a_conversation_is_listed_by_table_and_id()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        SqliteShell.Run(
            fixture.File,
            """
            update chunk set tokens = 'Forged' where message_id = 'us01-co01-ms01' or message_id = 'us01-co01-ms02' and seq > 0;
            update conversation set title = 'Forged';
            update user set name = 'Eve';
            """
        );

        var found = (await VerifyAsync(fixture.File)).Damage.Where(finding => finding.Reason == "checksum");

        Assert.Equal(
            [
                "user us01",
                "conversation us01-co01-r02",
                "chunk us01-co01-ms01",
                "chunk us01-co01-ms02-001",
                "chunk us01-co01-ms02-002",
            ],
            found.Select(finding => finding.Path)
        );
    }

    [Fact]
    public async Task What_SQLite_cannot_read_leads_to_a_backup()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        await File.WriteAllBytesAsync(fixture.File, new byte[4_096], TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => VerifyAsync(fixture.File));

        Assert.True(refused is IOException or InvalidDataException, refused.ToString());
    }

    [Fact]
    public async Task A_deleted_conversation_leaves_no_word_behind()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        Assert.True(SqliteShell.Holds(fixture.File, "orum Romanum"));
        Assert.True(SqliteShell.Holds(fixture.File, "alatine"));

        await using (var store = await fixture.OpenAsync())
            await store.DeleteConversationAsync(new ConversationId(new UserId(1), 1), new UserId(1), CancellationToken.None);
        await using (await fixture.OpenAsync()) { }
        await using (await fixture.OpenAsync()) { }

        foreach (var rest in new[] { "alatine", "omanum", "apitol", "ord399", "week in" })
            Assert.False(SqliteShell.Holds(fixture.File, rest), rest);
        Assert.Empty((await VerifyAsync(fixture.File)).Damage);
    }

    [Fact]
    public async Task The_shell_finds_what_a_search_finds()
    {
        using var fixture = await DatabaseFixture.CreateAsync();

        Assert.Equal(
            ["us01-co01|0", "us01-co01|1"],
            SqliteShell.Run(
                fixture.File,
                """
                select p.conversation_id, p.message
                from passage_index join passage p on p.id = passage_index.rowid
                where passage_index match 'us01_1_rom*'
                order by p.message
                """
            )
        );
    }

    private static Task<VerificationSummary> VerifyAsync(string file) =>
        new SqliteVerifier(file).VerifyAsync(progress: null, CancellationToken.None);

    internal static IEnumerable<(string Table, string Name)> ColumnsOf(string file, string table) =>
        SqliteShell.Run(file, $"select name from pragma_table_info('{table}')").Select(name => (table, name));

    /// <summary>Each value made another of the same kind; 0 where the schema does not let it, or there is none.</summary>
    internal static string Alter(string table, string column) =>
        $"""
            pragma ignore_check_constraints = on;
            update or ignore "{table}"
            set "{column}" = case typeof("{column}") when 'integer' then "{column}" + 1 when 'null' then null else "{column}" || '1' end
            where "{column}" is not null;
            select changes();
            """;
}
