using System.Text;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sealing;

namespace Roundtable.Tests.Files;

/// <summary>What is deleted leaves the disk: files, sealed files, what was set aside, and the journal.</summary>
public sealed class DeletionTests : IAsyncLifetime
{
    private const string Secret = "Geheimnis";
    private static readonly ConversationId Conversation = StreamFixture.Conversation;
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StreamFixture.OpenAsync();
        await RenameAsync(Secret);
        await _fixture.Host.AnswerAsync(Conversation, Secret, new string('a', 200));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task At_the_next_checkpoint_only_the_tombstone_is_left()
    {
        await _fixture.Host.SealAsync();
        await _fixture.Host.AnswerAsync(Conversation, Secret);
        var open = (await _fixture.Host.AskAsync(Conversation, Secret)).Replies[0];
        await _fixture.Store.AppendBundleAsync(Bundles.Of(open, Secret, closes: true), CancellationToken.None);
        Directory.CreateDirectory(_fixture.Sandbox.PathOf("aside"));
        File.WriteAllText(_fixture.Sandbox.PathOf("aside/us01-co01-ms01.json.1"), Secret);

        await DeleteAsync();
        await _fixture.StopAsync();

        AssertNothingIsLeft(_fixture.Sandbox.Data);
        Assert.Equal(["us01-co01-r03.json"], NamesOf(_fixture.Sandbox.Data));
    }

    [Fact]
    public async Task What_goes_while_it_is_read_is_no_damage()
    {
        var reply = await _fixture.Host.AnswerAsync(Conversation, new string('a', 400));
        await _fixture.ReopenAsync();
        var readings = new List<ChunkReading>();
        await foreach (var reading in _fixture.Store.ReadChunksAsync(reply, seqFrom: 0, CancellationToken.None))
        {
            readings.Add(reading);
            if (readings.Count > 1)
                continue;
            await DeleteAsync();
            await _fixture.StopAsync();
        }

        Assert.Equal(0, Assert.Single(readings).Chunk!.Seq);
    }

    [Fact]
    public async Task After_a_crash_at_any_change_on_the_disk_it_is_there_whole_or_gone_without_a_trace()
    {
        var isDeleted = false;
        var images = new List<(string Folder, bool IsDeleted)>();
        _fixture.Host.Disk.Before = _ => images.Add(_fixture.Photograph(() => Volatile.Read(ref isDeleted)));

        await DeleteAsync();
        Volatile.Write(ref isDeleted, true);
        await _fixture.StopAsync();

        Assert.True(images.Count > 5);
        foreach (var (image, wasDeleted) in images)
        {
            var host = await _fixture.OpenImageAsync(image);
            var found = await host.Store.FindConversationAsync(Conversation, CancellationToken.None);
            Assert.True(found is null || !wasDeleted);
            if (found is not null)
                Assert.StartsWith(
                    Secret,
                    (await host.ReadAsync(new MessageId(Conversation, 2))).Content,
                    StringComparison.Ordinal
                );
            await host.DisposeAsync();
            if (found is null)
                AssertNothingIsLeft(image);
        }
    }

    [Fact]
    public async Task A_message_that_was_read_before_is_not_served_from_memory()
    {
        var id = new MessageId(Conversation, 2);
        Assert.NotNull(await _fixture.Host.Reader.ReadAsync(id, CancellationToken.None));

        await DeleteAsync();

        Assert.Null(await _fixture.Host.Reader.ReadAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task A_reply_that_is_being_recorded_stops_by_itself()
    {
        var reply = (await _fixture.Host.AskAsync(Conversation)).Replies[0];
        var source = new ScriptedSource();
        var recording = _fixture.Host.RecordAsync(reply, source);
        await DeleteAsync();

        source.Say(new string('b', 200));

        Assert.Equal(FinishReason.Cancelled, await recording);
    }

    [Fact]
    public async Task Nothing_is_damaged_about_a_deletion()
    {
        await DeleteAsync();
        Assert.Empty(Verification.VerificationFixture.Verify(_fixture.Sandbox.Data).Damage);
        await _fixture.StopAsync();
        Assert.Empty(Verification.VerificationFixture.Verify(_fixture.Sandbox.Data).Damage);
    }

    [Fact]
    public async Task A_damaged_tombstone_brings_nothing_back_and_its_number_stays_taken()
    {
        await DeleteAsync();
        await _fixture.StopAsync();
        const string Name = "users/us01/data/conversations/us01-co01-r03.json";
        _fixture.Sandbox.ExpectDamaged(Name);
        foreach (var revision in new[] { "", "-r02" })
            _fixture.Sandbox.ExpectDamaged($"users/us01/data/conversations/us01-co01{revision}.json");
        File.WriteAllBytes(_fixture.Sandbox.PathOf(Name), new byte[100]);
        await _fixture.StartAsync();

        Assert.Null(await _fixture.Store.FindConversationAsync(Conversation, CancellationToken.None));
        var next = await _fixture.Store.CreateConversationAsync(StreamFixture.User, new(), CancellationToken.None);
        Assert.Equal(2, next!.Id.Number);
    }

    private async Task DeleteAsync() =>
        Assert.True(await _fixture.Store.DeleteConversationAsync(Conversation, StreamFixture.User, CancellationToken.None));

    private async Task RenameAsync(string title) =>
        await _fixture.Store.ChangeConversationAsync(
            Conversation,
            new ConversationFacts { Title = title },
            StreamFixture.User,
            null,
            CancellationToken.None
        );

    private static void AssertNothingIsLeft(string folder)
    {
        var secret = Encoding.UTF8.GetBytes(Secret);
        foreach (var path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(path).AsSpan().IndexOf(secret) < 0, $"{path} still holds what was deleted.");
    }

    private static IEnumerable<string> NamesOf(string folder) =>
        Directory
            .GetFiles(folder, "us01-co01*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal);
}
