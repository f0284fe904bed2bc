namespace Roundtable.Tests.Sandbox;

/// <summary>What files say together, what a test may declare, and how the sandbox ends: every rule, broken once.</summary>
public sealed class FolderSandboxSequenceTests : IDisposable
{
    private const string Messages = "users/us01/data/conversations/messages/us01-co12-";
    private const string Opening = Messages + "ms02.json";
    private const string First = Messages + "ms02-001.json";
    private const string Second = Messages + "ms02-002.json";
    private const string Last = Messages + "ms02-003.json";

    private readonly FolderSandbox _sandbox = new();
    private readonly CraftedFolder _folder;

    public FolderSandboxSequenceTests() => _folder = CraftedFolder.Sound(_sandbox.Data);

    public void Dispose()
    {
        // What these tests leave behind is wrong on purpose.
        if (Directory.Exists(_sandbox.Data))
            Directory.Delete(_sandbox.Data, recursive: true);
        _sandbox.Dispose();
    }

    [Fact]
    public void A_missing_chunk_is_refused()
    {
        _folder.Delete(Second);

        Assert.Equal("us01-co12-ms02: chunk 2 is missing", Violation());
    }

    [Fact]
    public void A_missing_opening_is_refused()
    {
        _folder.Delete(Opening);

        Assert.Equal("us01-co12-ms02: its opening is missing", Violation());
    }

    [Fact]
    public void A_missing_message_is_refused()
    {
        _folder.Write(Messages + "ms04.json", CraftedFolder.Question("us01-co12-ms04"));

        Assert.Equal("us01-co12: message us01-co12-ms03 is missing", Violation());
    }

    [Theory]
    [InlineData(CraftedFolder.User)]
    [InlineData(CraftedFolder.Conversation)]
    public void Missing_facts_are_refused(string path)
    {
        _folder.Delete(path);

        Assert.Equal($"{path}: is missing", Violation());
    }

    [Fact]
    public void A_missing_revision_is_refused()
    {
        const string Conversations = "users/us01/data/conversations/";
        _folder.Write(Conversations + "us01-co12-r03.json", CraftedFolder.ConversationFacts(revision: 3));

        Assert.Equal($"{Conversations}us01-co12-r02.json: is missing", Violation());
    }

    [Fact]
    public void Offsets_that_leave_a_hole_are_refused()
    {
        _folder.Change(Last, file => file["offset"] = 23);

        Assert.Equal("us01-co12-ms02: chunk 3 begins at 23, the one before it ends at 22", Violation());
    }

    [Fact]
    public void Token_offsets_that_leave_a_hole_are_refused()
    {
        _folder.Change(Last, file => file["tokenOffset"] = 41);

        Assert.Equal("us01-co12-ms02: chunk 3 begins at token 41, 40 came before it", Violation());
    }

    [Fact]
    public void A_first_chunk_that_does_not_begin_at_0_is_refused()
    {
        _folder.Change(First, file => file["offset"] = 1);

        Assert.Contains("us01-co12-ms02: chunk 1 begins at 1, the one before it ends at 0", Violations());
    }

    [Fact]
    public void Text_after_the_end_is_refused()
    {
        _folder.Write(Messages + "ms02-004.json", CraftedFolder.LastChunk("us01-co12-ms02", seq: 4, offset: 22));
        _folder.Change(Messages + "ms02-004.json", file => file["tokenOffset"] = 40);

        Assert.Equal("us01-co12-ms02: chunk 3 ends it, and more follow", Violation());
    }

    [Fact]
    public void Chunks_by_another_agent_are_refused()
    {
        _folder.Change(Second, file => file["agentId"] = "critic");

        Assert.Equal("us01-co12-ms02: is by several agents: sage, critic", Violation());
    }

    [Fact]
    public void Chunks_of_a_users_message_are_refused()
    {
        _folder.Write(Messages + "ms01-001.json", CraftedFolder.Chunk("us01-co12-ms01", seq: 1, offset: 0, "more"));

        Assert.Equal("us01-co12-ms01: a user's message has chunks", Violation());
    }

    [Fact]
    public void Damage_is_accepted_where_it_was_declared_and_what_follows_is_believed()
    {
        _folder.Write(First, "rubbish"u8.ToArray());
        _sandbox.ExpectDamaged(First);
        _folder.Delete(Second);
        _sandbox.ExpectDamaged(Second);

        _sandbox.Validate();
    }

    [Theory]
    [InlineData(CraftedFolder.User)]
    [InlineData(CraftedFolder.Conversation)]
    [InlineData(Opening)]
    public void A_loss_is_accepted_where_it_was_declared(string path)
    {
        _folder.Delete(path);
        _sandbox.ExpectDamaged(path);

        _sandbox.Validate();
    }

    [Fact]
    public void A_whole_message_may_be_declared_lost()
    {
        _folder.Write(Messages + "ms04.json", CraftedFolder.Question("us01-co12-ms04"));
        _sandbox.ExpectDamaged(Messages + "ms03.json");

        _sandbox.Validate();
    }

    [Fact]
    public void A_sound_file_that_was_declared_damaged_is_refused()
    {
        _sandbox.ExpectDamaged(First);

        Assert.Equal($"{First}: was declared damaged and is sound", Violation());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../beside")]
    public void A_path_outside_the_data_folder_cannot_be_declared(string path)
    {
        Assert.Throws<ArgumentException>(() => _sandbox.Expect(path));
        Assert.Throws<ArgumentException>(() => _sandbox.ExpectDamaged(path));
    }

    [Fact]
    public void Its_end_judges_and_then_deletes_everything()
    {
        _folder.Delete(First);

        Assert.Throws<SandboxViolationException>(_sandbox.Dispose);
        Assert.False(Directory.Exists(_sandbox.Root));
        _sandbox.Dispose();
    }

    [Fact]
    public async Task Its_asynchronous_end_does_the_same()
    {
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Root, "beside"), "", TestContext.Current.CancellationToken);

        await _sandbox.DisposeAsync();

        Assert.False(Directory.Exists(_sandbox.Root));
    }

    [Fact]
    public void A_thousand_messages_are_judged_in_seconds()
    {
        for (var number = 3; number <= 1_000; number++)
            _folder.Write($"{Messages}ms{number:D2}.json", CraftedFolder.Question($"us01-co12-ms{number:D2}"));

        _sandbox.Validate();
    }

    [Fact]
    public void The_checksum_is_the_one_of_the_standard() => Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));

    private string Violation() => Assert.Single(Violations());

    private IReadOnlyList<string> Violations() => Assert.Throws<SandboxViolationException>(_sandbox.Validate).Violations;
}
