using Roundtable.Disk;
using Roundtable.Files.Sealing;
using Roundtable.Tests.Verification;

namespace Roundtable.Tests.Sealing;

/// <summary>Damage in a sealed file costs the line that it is in; repair makes files of the others again.</summary>
public sealed class SealedDamageTests : IAsyncLifetime
{
    private static readonly string Name = Seals.NameOf(VerificationFixture.Sealed, 1);
    private VerificationFixture _fixture = null!;
    private byte[] _sound = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await VerificationFixture.CreateAsync();
        _sound = File.ReadAllBytes(_fixture.PathOf(Name));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    public static TheoryData<string> Texts =>
        ["\"seal\":1,\"first\":1,\"last\":4,\"format\"", "\"lineCount\"", "aaaa", "bbbb", "The end", "Short", "Why?"];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_flipped_bit_costs_its_line_alone_before_repair_and_after(string at)
    {
        var before = await _fixture.ReadAsync();
        var position = _sound.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(at));
        Write([.. _sound[..position], (byte)(_sound[position] ^ 1), .. _sound[(position + 1)..]]);
        Assert.Contains(_fixture.Verify().Damage, finding => finding.Path == Name);
        await JudgeAsync(before, at);

        await _fixture.RepairAsync();

        var summary = _fixture.Verify();
        Assert.Empty(summary.Damage);
        Assert.Contains(summary.KnownLosses, loss => loss.Path == Name);
        Assert.Equal(_sound.Length, new FileInfo(_fixture.PathOf($"aside/{Path.GetFileName(Name)}.1")).Length);
        await JudgeAsync(before, at);
    }

    [Fact]
    public async Task Head_and_foot_and_last_message_damaged_together_keep_their_number()
    {
        var bytes = (byte[])_sound.Clone();
        bytes[bytes.AsSpan().IndexOf("\"lineCount\""u8)] ^= 1;
        bytes[bytes.AsSpan().IndexOf("Short"u8)] ^= 1;
        bytes[bytes.AsSpan().LastIndexOf("\"seq\":0"u8)] ^= 1;
        Write(bytes);
        Declare("us01-co02-ms04", "us01-co02-ms04-001");
        await AssertNextAsync();

        await _fixture.RepairAsync();
        Assert.Empty(_fixture.Verify().Damage);
        await AssertNextAsync();
    }

    [Fact]
    public void No_flipped_bit_anywhere_is_served_as_sound()
    {
        var sound = ReadSealed();
        for (var position = 0; position < _sound.Length; position += RunLength.Rounds(shortForm: 3, longForm: 1))
        {
            var flipped = (byte[])_sound.Clone();
            flipped[position] ^= (byte)(1 << (position % 8));
            File.WriteAllBytes(_fixture.PathOf(Name), flipped);
            Assert.Subset(sound, ReadSealed());
        }

        File.WriteAllBytes(_fixture.PathOf(Name), _sound);
    }

    [Fact]
    public async Task A_link_in_its_place_is_not_followed_and_others_are_served()
    {
        var elsewhere = Path.Combine(_fixture.Stream.Sandbox.Root, "elsewhere.jsonl");
        File.WriteAllBytes(elsewhere, _sound);
        File.Delete(_fixture.PathOf(Name));
        File.CreateSymbolicLink(_fixture.PathOf(Name), elsewhere);

        var messages = await _fixture.ReadAsync();
        Assert.DoesNotContain(messages, message => message.Key.StartsWith("us01-co02", StringComparison.Ordinal));
        Assert.Equal(6, messages.Count);
        Assert.Equal("link", Assert.Single(_fixture.Verify().Damage).Reason);
        await _fixture.RepairAsync();
        Assert.Empty(_fixture.Verify().Damage);
        Assert.True(File.Exists(elsewhere));
    }

    [Fact]
    public async Task While_nothing_of_it_can_be_read_no_number_is_given_out_that_it_may_hold()
    {
        Write(new byte[_sound.Length]);
        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(AskAsync);
        Assert.Contains("repair", refusal.Message, StringComparison.Ordinal);
        await _fixture.Stream.StopAsync();

        // It was only the disk that could not read it.
        File.WriteAllBytes(_fixture.PathOf(Name), _sound);
        Assert.Equal(5, await AskAsync());
        await _fixture.Stream.StopAsync();

        File.WriteAllBytes(_fixture.PathOf(Name), new byte[_sound.Length]);
        await _fixture.RepairAsync();
        await AskAsync();
        await _fixture.Stream.StopAsync();
    }

    [Fact]
    public async Task Another_conversations_sealed_file_is_foreign_and_not_served()
    {
        var other = Seals.NameOf(VerificationFixture.Other, 1);
        File.Copy(_fixture.PathOf(Name), _fixture.PathOf(other));
        _fixture.Stream.Sandbox.ExpectDamaged(other);

        var messages = await _fixture.ReadAsync();
        Assert.Equal(10, messages.Count);
        Assert.All(messages.Values, message => Assert.Empty(message.Damaged));
        Assert.Equal(
            (other, "foreign"),
            Assert.Single(_fixture.Verify().Damage) is var found ? (found.Path, found.Reason) : default
        );
        await _fixture.RepairAsync();
        Assert.Empty(_fixture.Verify().Damage);
    }

    [Fact]
    public async Task A_newer_sealed_file_is_refused()
    {
        var text = System.Text.Encoding.UTF8.GetString(_sound);
        var line = text[..text.IndexOf('\n', StringComparison.Ordinal)];
        var head = line[..line.LastIndexOf(",\"checksum\"", StringComparison.Ordinal)]
            .Replace("\"format\":2", "\"format\":3", StringComparison.Ordinal);
        var newer = Sandbox.StoredForm.Seal(System.Text.Encoding.UTF8.GetBytes(head));
        File.WriteAllBytes(_fixture.PathOf(Name), [.. newer, .. _sound[(line.Length + 1)..]]);

        await Assert.ThrowsAsync<InvalidDataException>(() => _fixture.ReadAsync());
        await Assert.ThrowsAsync<InvalidDataException>(() => _fixture.RepairAsync());
        Assert.Equal("version", Assert.Single(_fixture.Verify().Damage).Reason);
        File.WriteAllBytes(_fixture.PathOf(Name), _sound);
    }

    private async Task<int> AskAsync()
    {
        await _fixture.Stream.StartAsync();
        return (await _fixture.Stream.Host.AskAsync(VerificationFixture.Sealed, agents: 0)).Message.Id.Number;
    }

    private async Task AssertNextAsync()
    {
        await _fixture.Stream.StartAsync();
        var conversation = await _fixture.Stream.Store.FindConversationAsync(VerificationFixture.Sealed, CancellationToken.None);
        Assert.Equal(4, conversation!.MessageCount);
        await _fixture.Stream.StopAsync();
    }

    private async Task JudgeAsync(Dictionary<string, Message> before, string at)
    {
        var after = await _fixture.ReadAsync();
        var damaged = after.Values.Where(message => message.Damaged.Count > 0).ToList();
        Assert.Equal(before.Keys, after.Keys);
        if (at.StartsWith('"'))
            Assert.Empty(damaged);
        else
            Assert.Contains(at, before[Assert.Single(damaged).Id.ToString()].Content, StringComparison.Ordinal);
        foreach (var (id, message) in after.Where(message => message.Value.Damaged.Count == 0))
            Assert.Equivalent(before[id], message, strict: true);
    }

    /// <summary>Declares the file damaged, and the one chunk whose line it is lost.</summary>
    private void Write(byte[] bytes)
    {
        File.WriteAllBytes(_fixture.PathOf(Name), bytes);
        _fixture.Stream.Sandbox.ExpectDamaged(Name);
    }

    private void Declare(params string[] names)
    {
        foreach (var name in names)
            _fixture.Stream.Sandbox.ExpectDamaged($"users/us01/data/conversations/messages/{name}.json");
    }

    /// <summary>What a store would serve of the sealed file, without opening one each time.</summary>
    private HashSet<string> ReadSealed()
    {
        var id = VerificationFixture.Sealed;
        var file = SealedFile.Open(new LinuxDisk(), _fixture.Data, (id, 1))!;
        return
        [
            .. file
                .Messages.SelectMany(message => file.Read(new MessageId(id, message.Number), 0, message.ChunkCount))
                .Where(reading => reading.Chunk is not null)
                .Select(Seals.Describe),
        ];
    }
}
