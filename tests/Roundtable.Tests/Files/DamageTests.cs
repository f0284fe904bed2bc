using System.Diagnostics;
using Roundtable.Following;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>Every way in which the middle chunk of three can be wrong: it alone is reported, and the rest is served in its place.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private static readonly string First = new('a', 60);
    private static readonly string Second = new('b', 60);
    private static readonly string Third = "The end 🌍";
    private StreamFixture _fixture = null!;
    private MessageId _reply;
    private MessageId _other;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StreamFixture.OpenAsync();
        _reply = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, First, Second, Third);
        _other = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, Second, First);
        await _fixture.ReopenAsync();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    public static TheoryData<string, string> Wrongs =>
        new()
        {
            { "empty", "checksum" },
            { "zeros", "checksum" },
            { "cut", "checksum" },
            { "longer", "checksum" },
            { "foreign", "foreign" },
            { "swapped", "foreign" },
            { "newer", "format" },
            { "missing", "missing" },
            { "link", "unreadable" },
            { "folder", "unreadable" },
            { "pipe", "unreadable" },
        };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_wrong_chunk_costs_itself_alone(string wrong, string reason)
    {
        Spoil(wrong, _reply, seq: 2);

        await AssertDamagedAsync(reason);
        await _fixture.ReopenAsync();
        await AssertDamagedAsync(reason);
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_wrong_last_chunk_leaves_what_came_before(string wrong, string reason)
    {
        Spoil(wrong, _reply, seq: 3);
        Message[] readings = [await _fixture.Host.ReadAsync(_reply), await RereadAsync()];

        foreach (var message in readings)
        {
            Assert.StartsWith(First + Second, message.Content, StringComparison.Ordinal);
            var damage = Assert.Single(message.Damaged);
            Assert.Equal((3, 120, reason), (damage.Seq, damage.Offset, damage.Reason));
            Assert.Equal((MessageStatus.Complete, FinishReason.Interrupted), (message.Status, message.FinishReason));
        }

        Assert.Equal(First + Second, await FollowedAsync());
        Assert.Equal(Second + First, (await _fixture.Host.ReadAsync(_other)).Content);
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_wrong_opening_costs_no_text(string wrong, string reason)
    {
        Spoil(wrong, _reply, seq: null);
        Message[] readings = [await _fixture.Host.ReadAsync(_reply), await RereadAsync()];

        foreach (var message in readings)
        {
            Assert.Equal(First + Second + Third, message.Content);
            Assert.Equal(
                (0, 0, 0, reason),
                Assert.Single(message.Damaged) is var (seq, offset, length, why) ? (seq, offset, length, why) : default
            );
            Assert.Equal(FinishReason.Stop, message.FinishReason);
        }
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_wrong_question_costs_itself_alone(string wrong, string reason)
    {
        var question = new MessageId(StreamFixture.Conversation, 1);
        Spoil(wrong, question, seq: null);
        await _fixture.ReopenAsync();

        if (wrong != "missing")
            Assert.Equal(reason, Assert.Single((await _fixture.Host.ReadAsync(question)).Damaged).Reason);
        Assert.Equal(First + Second + Third, (await _fixture.Host.ReadAsync(_reply)).Content);
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_a_chunk_is_noticed()
    {
        var path = _fixture.PathOf(_reply, 3);
        var sound = File.ReadAllBytes(path);
        for (var bit = 0; bit < sound.Length * 8; bit += RunLength.Rounds(shortForm: 3, longForm: 1))
        {
            var flipped = (byte[])sound.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, flipped);
            var readings = await _fixture
                .Store.ReadChunksAsync(_reply, 3, CancellationToken.None)
                .ToListAsync(CancellationToken.None);
            Assert.Equal("checksum", Assert.Single(readings).Damage);
        }

        File.WriteAllBytes(path, sound);
        Assert.Empty((await _fixture.Host.ReadAsync(_reply)).Damaged);
    }

    private async Task AssertDamagedAsync(string reason)
    {
        var message = await _fixture.Host.ReadAsync(_reply);
        Assert.Equal(First + new string('\uFFFD', 60) + Third, message.Content);
        Assert.Equal(new Damage(2, 60, 60, reason), Assert.Single(message.Damaged));
        Assert.Equal((MessageStatus.Complete, FinishReason.Stop), (message.Status, message.FinishReason));
        Assert.Equal(Second + First, (await _fixture.Host.ReadAsync(_other)).Content);
    }

    private async Task<Message> RereadAsync()
    {
        await _fixture.ReopenAsync();
        return await _fixture.Host.ReadAsync(_reply);
    }

    private async Task<string> FollowedAsync()
    {
        var text = "";
        var follower = _fixture.Host.Follower.FollowAsync(_reply, FollowStart.At(0), CancellationToken.None);
        await foreach (var happened in follower)
        {
            if (happened is BundleShown bundle)
                text += bundle.Tokens;
        }

        return text.TrimEnd('\uFFFD');
    }

    private void Spoil(string how, MessageId id, int? seq)
    {
        var path = _fixture.PathOf(id, seq);
        _fixture.Sandbox.ExpectDamaged(StreamFixture.NameOf(id, seq));
        var bytes = File.ReadAllBytes(path);
        // The same kind of file of another message.
        var elsewhere = _fixture.PathOf(_other, seq is null ? null : 1);
        File.Delete(path);
        switch (how)
        {
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "zeros":
                File.WriteAllBytes(path, new byte[bytes.Length]);
                break;
            case "cut":
                File.WriteAllBytes(path, bytes[..^5]);
                break;
            case "longer":
                File.WriteAllBytes(path, [.. bytes, 10]);
                break;
            case "foreign":
                File.Copy(elsewhere, path);
                break;
            case "swapped":
                File.Copy(_fixture.PathOf(_reply, 1), path);
                break;
            case "newer":
                File.WriteAllBytes(path, Newer(bytes));
                break;
            case "link":
                File.CreateSymbolicLink(path, elsewhere);
                _fixture.Sandbox.Expect(StreamFixture.NameOf(id, seq));
                break;
            case "pipe":
                Process.Start("mkfifo", [path]).WaitForExit();
                _fixture.Sandbox.Expect(StreamFixture.NameOf(id, seq));
                break;
            case "folder":
                Directory.CreateDirectory(path);
                _fixture.Sandbox.Expect(StreamFixture.NameOf(id, seq));
                break;
            default:
                break;
        }
    }

    private static byte[] Newer(byte[] bytes)
    {
        var text = System.Text.Encoding.UTF8.GetString(bytes).Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal);
        var body = text[..text.LastIndexOf(",\"checksum\"", StringComparison.Ordinal)];
        return Sandbox.StoredForm.Seal(System.Text.Encoding.UTF8.GetBytes(body));
    }
}
