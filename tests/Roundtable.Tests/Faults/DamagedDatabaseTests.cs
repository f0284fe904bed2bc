using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Sqlite;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Schema;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>What was altered in a database is reported and never served as sound; what is not ours is refused.</summary>
public sealed class DamagedDatabaseTests : IDisposable
{
    private const string Said = "Nobody expects the correct text";
    private readonly DatabaseSandbox _sandbox = new() { IsDamaged = true };
    private readonly Meter _meter = new("Roundtable.Tests");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _meter.Dispose();
        _sandbox.Dispose();
    }

    [Theory]
    [InlineData("tokens = 'Nobody expects the wrong text'")]
    [InlineData("timestamp = '2020-01-01T00:00:00.000Z'")]
    [InlineData("timestamp = 'then'")]
    [InlineData("author_id = 'us02'")]
    [InlineData("author_id = 'nobody'")]
    [InlineData("token_count = 99")]
    [InlineData("tag = '0000000000000000'")]
    [InlineData("bundles = '['")]
    [InlineData("reply_to = 'nothing'")]
    [InlineData("replaces = 'nothing'")]
    [InlineData("change = 99")]
    [InlineData("status = 'streaming'")]
    [InlineData("routed_by = 'mention'")]
    [InlineData("error_code = 'x'")]
    [InlineData("checksum = '00000000'")]
    public async Task A_chunk_that_was_altered_is_damaged(string change)
    {
        var id = await SayAsync();
        Alter($"update chunk set {change}");

        await using var store = await OpenAsync();
        var reading = Assert.Single(await store.ReadChunksAsync(id, 0, Cancelled).ToListAsync(Cancelled));
        Assert.Equal((1, "checksum"), (reading.Seq, reading.Damage));
    }

    [Fact]
    public async Task A_chunk_that_was_removed_is_missing_and_one_of_another_message_is_not_taken_for_it()
    {
        var id = await SayAsync();
        var other = await SayAsync();
        Alter($"delete from chunk where message_id = '{id}'; update chunk set message_id = '{id}'");

        await using var store = await OpenAsync();
        var first = Assert.Single(await store.ReadChunksAsync(id, 0, Cancelled).ToListAsync(Cancelled));
        var second = Assert.Single(await store.ReadChunksAsync(other, 0, Cancelled).ToListAsync(Cancelled));
        Assert.Equal(("checksum", "missing"), (first.Damage, second.Damage));
    }

    [Theory]
    [InlineData("title = 'Theirs'")]
    [InlineData("metadata = '{'")]
    [InlineData("participants = '[\"mallory\"]'")]
    public async Task Facts_that_were_altered_are_those_of_the_revision_before(string change)
    {
        var id = (await SayAsync()).Conversation;
        await using (var store = await OpenAsync())
            await store.ChangeConversationAsync(id, new ConversationFacts { Title = "Second" }, id.User, null, Cancelled);
        Alter($"update conversation set {change}");

        await using var after = await OpenAsync();
        Assert.Equal("First", (await after.FindConversationAsync(id, Cancelled))!.Title);
    }

    [Fact]
    public async Task A_profile_that_was_altered_has_no_keys_and_its_user_stays()
    {
        var id = (await SayAsync()).Conversation.User;
        var users = new UserDatabase(_sandbox.File, TimeProvider.System);
        users.AddKey(id);
        Alter("update user set name = 'Eve'");

        var user = Assert.Single(users.List());
        Assert.Equal("Ada", user.Name);
        Assert.Empty(user.Keys);
        Assert.ThrowsAny<IOException>(() => users.AddKey(id));
    }

    [Fact]
    public async Task A_user_whom_a_damaged_index_has_lost_is_left_out_of_the_list()
    {
        await SayAsync();
        Alter(
            """
            pragma writable_schema = on;
            update sqlite_schema
            set rootpage = (select rootpage from sqlite_schema where name = 'sqlite_autoindex_request_1')
            where name = 'sqlite_autoindex_user_1'
            """
        );

        await using var store = await OpenAsync();
        Assert.Empty(await store.ListUsersAsync(Cancelled).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task A_page_full_of_noise_is_never_served_as_sound()
    {
        var id = await SayAsync();
        using (var file = File.OpenWrite(_sandbox.File))
        {
            for (var page = 2; page * 4096 < file.Length; page++)
            {
                file.Position = (page * 4096) - 200;
                file.Write(new byte[200]);
            }
        }

        var read = await Record.ExceptionAsync(async () =>
        {
            await using var store = await OpenAsync();
            var readings = await store.ReadChunksAsync(id, 0, Cancelled).ToListAsync(Cancelled);
            Assert.All(readings, reading => Assert.True(reading.Chunk is null || reading.Chunk.Tokens == Said));
        });
        Assert.True(read is null or StorageUnavailableException or InvalidDataException, $"{read}");
    }

    [Fact]
    public async Task A_damaged_page_costs_what_is_in_it_and_nothing_else()
    {
        var ids = new List<MessageId>();
        for (var i = 0; i < 40; i++)
            ids.Add(await SayAsync());
        _sandbox.IsDamaged = true;
        var file = await File.ReadAllBytesAsync(_sandbox.File, Cancelled);
        // A leaf of a table with rows of chunks, not the newest: new ones go there.
        var page = Enumerable.Range(1, file.Length / 4096).First(page => IsLeafWith(file.AsSpan(page * 4096, 4096)));
        file.AsSpan(page * 4096, 4096).Fill(0xFF);
        await File.WriteAllBytesAsync(_sandbox.File, file, Cancelled);

        await using var store = await OpenAsync();
        var readings = new List<ChunkReading>();
        foreach (var id in ids)
            readings.Add(Assert.Single(await store.ReadChunksAsync(id, 0, Cancelled).ToListAsync(Cancelled)));
        Assert.Contains(readings, reading => reading.Damage == "unreadable");
        Assert.Contains(readings, reading => reading.Chunk?.Tokens == Said);
        Assert.All(readings, reading => Assert.True(reading.Damage == "unreadable" || reading.Chunk?.Tokens == Said));

        static bool IsLeafWith(ReadOnlySpan<byte> page) => page[0] == 13 && page.IndexOf(Encoding.UTF8.GetBytes(Said)) >= 0;
    }

    [Fact]
    public async Task A_file_of_something_else_is_refused_and_left_as_it_is()
    {
        await File.WriteAllTextAsync(_sandbox.File, new string('x', 8192), Cancelled);

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);
        Assert.Contains("is not a SQLite database", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(8192, new FileInfo(_sandbox.File).Length);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        Alter("create table theirs (a)");

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);
        Assert.Contains("is a database of another program", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await SayAsync();
        Alter("pragma user_version = 3");

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);
        Assert.Contains("use a newer program", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_schema_is_brought_forward_and_keeps_what_it_has()
    {
        var id = await SayAsync();
        using (var database = Database.Open(_sandbox.File, mayCreate: false))
        {
            DatabaseFile.Prepare(database, _sandbox.File, newest: 3, _ => "alter table message add column mood text");
            Assert.Equal("3", database.Ask("pragma user_version"));
            Assert.Equal("1", database.Ask($"select count(*) from message where id = '{id}' and mood is null"));
        }
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_version_before()
    {
        await SayAsync();
        using var database = Database.Open(_sandbox.File, mayCreate: false);
        Assert.Throws<SqliteFailure>(() =>
            DatabaseFile.Prepare(database, _sandbox.File, newest: 3, _ => "drop table meta; no such thing")
        );
        Assert.Equal("2", database.Ask("pragma user_version"));
        Assert.Equal("1", database.Ask("select count(*) from meta"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData(".lock")]
    public async Task A_symbolic_link_is_not_followed(string suffix)
    {
        var elsewhere = Path.Combine(_sandbox.Root, "elsewhere");
        File.CreateSymbolicLink(_sandbox.File + suffix, elsewhere);

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);
        Assert.Contains("symbolic link", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(elsewhere));
    }

    [Fact]
    public async Task Nothing_is_acknowledged_while_the_file_is_not_where_it_was()
    {
        await SayAsync();
        await using (var store = await OpenAsync())
        {
            var away = _sandbox.File + ".away";
            Assert.NotNull(await store.FindConversationAsync(new ConversationId(new UserId(1), 1), Cancelled));
            Assert.Equal(0, (await Command.TryAsync("mv", _sandbox.File, away)).Code);
            var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(CreateAsync);
            Assert.Contains("Put it back", refusal.Message, StringComparison.Ordinal);
            Assert.NotNull(await store.FindConversationAsync(new ConversationId(new UserId(1), 1), Cancelled));
            Assert.False(File.Exists(_sandbox.File));

            Assert.Equal(0, (await Command.TryAsync("mv", away, _sandbox.File)).Code);
            await CreateAsync();

            Task CreateAsync() => store.CreateConversationAsync(new UserId(1), new ConversationFacts(), Cancelled).AsTask();
        }

        await using var again = await OpenAsync();
        Assert.NotNull(await again.FindConversationAsync(new ConversationId(new UserId(1), 2), Cancelled));
        Assert.Null(await again.FindConversationAsync(new ConversationId(new UserId(1), 3), Cancelled));
    }

    [Fact]
    public async Task A_file_with_two_names_is_not_served_by_either()
    {
        await SayAsync();
        var other = Path.Combine(_sandbox.Data, "other.db");
        var (code, _) = await Command.TryAsync("ln", _sandbox.File, other);
        Assert.Equal(0, code);

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);
        Assert.Contains("more than one name", refusal.Message, StringComparison.Ordinal);
        File.Delete(other);
        await using var store = await OpenAsync();
    }

    private Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions { File = _sandbox.File },
            _meter,
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance,
            Cancelled
        );

    private async Task<MessageId> SayAsync()
    {
        await using var store = await OpenAsync();
        var user = (await store.FindUserAsync(new UserId(1), Cancelled)) ?? await store.AddUserAsync("Ada", Cancelled);
        var facts = new ConversationFacts { Title = "First" };
        var id = (await store.CreateConversationAsync(user.Id, facts, Cancelled))!.Id;
        var turn = new NewTurn
        {
            AuthorId = user.Id,
            Content = Said,
            TokenCount = 5,
        };
        return (await store.BeginTurnAsync(id, turn, Cancelled))!.Message.Id;
    }

    private void Alter(string sql)
    {
        using var database = Database.Open(_sandbox.File, mayCreate: true);
        database.Run("pragma foreign_keys = off");
        database.Run(sql);
    }
}
