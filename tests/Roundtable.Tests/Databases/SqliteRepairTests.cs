using Roundtable.Moving;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Verification;
using Roundtable.Verification;

namespace Roundtable.Tests.Databases;

/// <summary>What is damaged is set aside and named, and what is derived is made anew.</summary>
public sealed class SqliteRepairTests
{
    private const string Reply = "us01-co01-ms02";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update chunk set tokens = 'Forged' where message_id = 'us01-co01-ms02' and seq = 1", "us01-co01-ms02-001")]
    [InlineData("update chunk set tokens = 'Forged' where message_id = 'us01-co01-ms02' and seq = 2", "us01-co01-ms02-002")]
    [InlineData("update chunk set agent_id = 'forged' where message_id = 'us01-co01-ms02' and seq = 0", "us01-co01-ms02")]
    [InlineData("update chunk set tokens = 'Forged' where message_id = 'us01-co01-ms01'", "us01-co01-ms01")]
    [InlineData("delete from chunk where message_id = 'us01-co01-ms02' and seq = 1", "us01-co01-ms02-001")]
    [InlineData("delete from chunk where message_id = 'us01-co01-ms02' and seq = 2", "us01-co01-ms02-002")]
    public async Task What_is_damaged_becomes_a_known_loss_and_all_else_is_served(string damage, string lost)
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        // The sandbox knows of no losses: a row is missing, and stays so.
        fixture.Sandbox.IsDamaged = true;
        SqliteShell.Run(fixture.File, damage);
        Assert.NotEmpty((await VerifyAsync(fixture)).Damage);

        var summary = await RepairAsync(fixture);

        Assert.Empty(summary.After.Damage);
        Assert.Equal([lost], summary.After.KnownLosses.Select(loss => loss.Id));
        Assert.Equal([lost], summary.Settled.Select(finding => finding.Id));
        Assert.Empty((await RepairAsync(fixture)).Settled);
        await using var store = await fixture.OpenAsync();
        var texts = new List<string>();
        for (var number = 1; number <= 4; number++)
        {
            await foreach (var reading in store.ReadChunksAsync(MessageId.Parse($"us01-co01-ms0{number}"), 0, Cancellation))
                texts.Add(reading.Chunk?.Tokens ?? reading.Damage!);
        }

        Assert.Contains("missing", texts);
        Assert.DoesNotContain("Forged", texts);
        Assert.Contains(texts, text => text.StartsWith("word0 word1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("update message set length = 7 where id = 'us01-co01-ms02'")]
    [InlineData("update message set token_count = 7, chunk_count = 9 where id = 'us01-co01-ms02'")]
    [InlineData("update message set finish_reason = 'error' where id = 'us01-co01-ms02'")]
    [InlineData("update conversation set message_count = 3, change = 99, text_length = 5")]
    [InlineData("update passage set length = 3 where message = 1")]
    [InlineData("delete from passage where message = 2")]
    public async Task What_is_derived_is_made_anew_and_nothing_is_lost(string damage)
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        SqliteShell.Run(fixture.File, damage);
        Assert.NotEmpty((await VerifyAsync(fixture)).Damage);

        var summary = await RepairAsync(fixture);

        Assert.Empty(summary.After.Damage);
        Assert.Empty(summary.After.KnownLosses);
    }

    [Fact]
    public async Task What_was_set_aside_is_kept_until_its_conversation_is_deleted()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        SqliteShell.Run(fixture.File, $"update chunk set tokens = 'Spoilt wombat' where message_id = '{Reply}' and seq = 1");
        await RepairAsync(fixture);
        var kept = SqliteShell.Run(fixture.File, "select id, reason, row ->> 'tokens' from aside");

        Assert.Equal([$"{Reply}-001|checksum|Spoilt wombat"], kept);

        await using (var store = await fixture.OpenAsync())
            await store.DeleteConversationAsync(MessageId.Parse(Reply).Conversation, new UserId(1), Cancellation);
        await (await fixture.OpenAsync()).DisposeAsync();

        Assert.False(SqliteShell.Holds(fixture.File, "wombat"));
    }

    [Theory]
    [InlineData("update conversation set title = 'Forged'", "us01-co01-r02", "Trip to Rome")]
    [InlineData("update conversation set metadata = '{', participants = ''", "us01-co01-r02", "Trip to Rome")]
    [InlineData("update conversation_revision set title = 'Forged'", "us01-co01", "A week in Rome")]
    [InlineData("delete from conversation_revision", "us01-co01", "A week in Rome")]
    [InlineData("delete from conversation", "us01-co01-r02", "Trip to Rome")]
    [InlineData("delete from conversation; delete from conversation_revision", "us01-co01", "")]
    [InlineData("update user set name = 'Eve'", "us01", "A week in Rome")]
    [InlineData("delete from user", "us01", "A week in Rome")]
    public async Task Lost_facts_and_profiles_are_known_to_be_lost_and_what_was_said_stays(
        string damage,
        string lost,
        string title
    )
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        SqliteShell.Run(fixture.File, damage);
        Assert.NotEmpty((await VerifyAsync(fixture)).Damage);

        var summary = await RepairAsync(fixture);

        Assert.Empty(summary.After.Damage);
        Assert.Equal([lost], summary.After.KnownLosses.Select(loss => loss.Id));
        Assert.Equal(["0"], SqliteShell.Run(fixture.File, "select count(*) from conversation where title = 'Forged'"));
        await BackupAsync(fixture);
        await using var store = await fixture.OpenAsync();
        Assert.Equal(title, (await store.FindConversationAsync(new ConversationId(new UserId(1), 1), Cancellation))!.Title);
        var reply = await store.ReadChunksAsync(MessageId.Parse(Reply), 1, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(["Between the Capitol ", "and the Palatine."], reply.Select(one => one.Chunk!.Tokens));
        await store.ChangeConversationAsync(
            new ConversationId(new UserId(1), 1),
            new ConversationFacts { Title = "Next" },
            new UserId(1),
            null,
            Cancellation
        );
    }

    [Fact]
    public async Task A_profile_that_is_lost_is_followed_by_one_without_keys()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        var users = new Roundtable.Sqlite.UserDatabase(fixture.File, TimeProvider.System);
        var key = users.AddKey(new UserId(1))!;
        users.Revoke(key.Reveal());
        SqliteShell.Run(fixture.File, "update user set name = 'Eve'");

        Assert.Empty((await RepairAsync(fixture)).After.Damage);

        var user = Assert.Single(users.List());
        Assert.Equal(("Ada", 4), (user.Name, user.Revision));
        Assert.Empty(user.Keys);
        Assert.NotNull(users.AddKey(user.Id));
        Assert.Equal(["us01-r03|Eve"], SqliteShell.Run(fixture.File, "select id, row ->> 'name' from aside"));
    }

    [Fact]
    public async Task A_tombstone_that_was_altered_is_sound_again_and_what_is_called_deleted_and_is_not_comes_back()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        await using (var store = await fixture.OpenAsync())
        {
            var second = await store.CreateConversationAsync(
                new UserId(1),
                new ConversationFacts { Title = "Second" },
                Cancellation
            );
            await store.DeleteConversationAsync(second!.Id, new UserId(1), Cancellation);
        }

        SqliteShell.Run(fixture.File, "update conversation set changed_by = 'nobody' where deleted = 1");
        SqliteShell.Run(fixture.File, "update conversation set deleted = 1 where number = 1");

        Assert.Empty((await RepairAsync(fixture)).After.Damage);

        await using (var store = await fixture.OpenAsync())
        {
            Assert.NotNull(await store.FindConversationAsync(new ConversationId(new UserId(1), 1), Cancellation));
            Assert.Null(await store.FindConversationAsync(new ConversationId(new UserId(1), 2), Cancellation));
        }
    }

    [Fact]
    public async Task Every_column_that_is_altered_is_mended_or_becomes_a_known_loss()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        var (repaired, left) = (0, new List<string>());
        foreach (
            var (table, name) in SqliteVerifyTests.Tables.SelectMany(table => SqliteVerifyTests.ColumnsOf(fixture.File, table))
        )
        {
            var copy = Path.Combine(fixture.Sandbox.Root, "altered.db");
            File.Copy(fixture.File, copy, overwrite: true);
            if (SqliteShell.Run(copy, SqliteVerifyTests.Alter(table, name)) is [.., "0"])
                continue;
            var summary = await new SqliteRepair(copy, TimeProvider.System).RepairAsync(progress: null, Cancellation);
            repaired++;
            if (summary.After.Damage is [var first, ..])
                left.Add($"{table}.{name}: {first.Path} {first.Id} {first.Reason} {first.Cost}");
        }

        Assert.True(left.Count == 0, string.Join('\n', left));
        Assert.InRange(repaired, 55, 90);
    }

    [Theory]
    [InlineData("reason = 'end'")]
    [InlineData("id = 'us01-co01-ms02-002'")]
    [InlineData("cost = 'Nothing.'")]
    [InlineData("lost = 0")]
    [InlineData("timestamp = 'then'")]
    public async Task What_is_known_to_be_lost_is_found_once_more_where_its_row_was_altered(string change)
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        fixture.Sandbox.IsDamaged = true;
        SqliteShell.Run(fixture.File, $"delete from chunk where message_id = '{Reply}' and seq = 1; delete from user_revision");
        await RepairAsync(fixture);
        SqliteShell.Run(fixture.File, $"update loss set {change}");
        Assert.StartsWith("loss ", Assert.Single((await VerifyAsync(fixture)).Damage).Path, StringComparison.Ordinal);

        var summary = await RepairAsync(fixture);

        Assert.Empty(summary.After.Damage);
        Assert.Equal([$"{Reply}-001"], summary.After.KnownLosses.Select(loss => loss.Id));
        Assert.Equal(["1"], SqliteShell.Run(fixture.File, "select count(*) from aside"));
        await BackupAsync(fixture);
    }

    /// <summary>What is known to be lost keeps nobody from taking the rest along.</summary>
    private static async Task BackupAsync(DatabaseFixture fixture)
    {
        await using var source = SqliteSource.OpenBeside(fixture.File);
        await using var target = SqliteTarget.Open(
            Path.Combine(fixture.Sandbox.Root, "backup.db"),
            "backup",
            "here",
            TimeProvider.System
        );
        await new StoreCopy(source, target, MovingKind.Backup, TimeProvider.System).RunAsync(progress: null, Cancellation);
    }

    private static Task<RepairSummary> RepairAsync(DatabaseFixture fixture) =>
        new SqliteRepair(fixture.File, TimeProvider.System).RepairAsync(progress: null, Cancellation);

    private static Task<VerificationSummary> VerifyAsync(DatabaseFixture fixture) =>
        new SqliteVerifier(fixture.File).VerifyAsync(progress: null, Cancellation);
}
