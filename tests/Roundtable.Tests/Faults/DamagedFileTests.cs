using System.Text.Json;
using Roundtable.Tests.Crash;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>Files of a served conversation go bad; the real executable says which, and serves the rest.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const char Hole = '\uFFFD';
    private const string Conversation = "us01-co01";
    private const string Reply = "us01-co01-ms02";
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("flip")]
    [InlineData("empty")]
    [InlineData("zeros")]
    [InlineData("cut")]
    [InlineData("more")]
    [InlineData("gone")]
    public async Task A_bad_chunk_is_named_and_filled_to_its_length(string damage)
    {
        var sound = await WriteAsync();
        var path = StoredFileName.OfChunk(Reply, 2);
        Harm(_sandbox.PathOf(path), damage);
        _sandbox.ExpectDamaged(path);

        await using var served = await ServedStore.StartAsync(_sandbox);
        var message = await served.MessageAsync(Reply);
        var content = message.GetProperty("content").GetString()!;
        var hole = Assert.Single(message.GetProperty("damaged").EnumerateArray());
        var (offset, length) = (hole.GetProperty("offset").GetInt32(), hole.GetProperty("length").GetInt32());

        Assert.Equal(2, hole.GetProperty("seq").GetInt32());
        Assert.Equal(sound.Length, content.Length);
        Assert.Equal(sound[..offset] + new string(Hole, length) + sound[(offset + length)..], content);
        Assert.InRange(length, 1, sound.Length / 2);
        await served.StopAsync();
    }

    [Fact]
    public async Task A_flipped_bit_in_any_kind_of_file_costs_that_file_alone()
    {
        var sound = await WriteAsync();
        string[] kinds =
        [
            StoredFileName.OfMessage("us01-co01-ms01"),
            StoredFileName.OfMessage(Reply),
            StoredFileName.OfChunk(Reply, 1),
            "users/us01/data/conversations/us01-co01.json",
        ];
        foreach (var path in kinds)
        {
            var before = await File.ReadAllBytesAsync(_sandbox.PathOf(path), TestContext.Current.CancellationToken);
            Harm(_sandbox.PathOf(path), "flip");
            await using var served = await ServedStore.StartAsync(_sandbox);
            using var answer = await served.Client.GetAsync(
                KillPaths.Conversation("us01-co02"),
                TestContext.Current.CancellationToken
            );
            Assert.True(answer.IsSuccessStatusCode, path);
            using var hurt = await served.Client.GetAsync(
                KillPaths.Conversation(Conversation),
                TestContext.Current.CancellationToken
            );
            var text = await hurt.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)hurt.StatusCode < 500, $"{path}: {text}");
            if (hurt.IsSuccessStatusCode)
                JudgeHurt(JsonSerializer.Deserialize<JsonElement>(text), sound, path);
            await served.StopAsync();
            await File.WriteAllBytesAsync(_sandbox.PathOf(path), before, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_chunk_that_cannot_be_read_is_named_and_others_are_served()
    {
        var sound = await WriteAsync();
        await using var served = await ServedStore.StartAsync(_sandbox);
        var path = _sandbox.PathOf(StoredFileName.OfChunk(Reply, 3));
        await using (await SystemCalls.InjectAsync(served.Process.Id, "pread64", "error=EIO", path))
        {
            var hurt = await served.MessageAsync(Reply);
            var hole = Assert.Single(hurt.GetProperty("damaged").EnumerateArray());
            Assert.Equal((3, "unreadable"), (hole.GetProperty("seq").GetInt32(), hole.GetProperty("reason").GetString()));
            Assert.Equal(sound.Length, hurt.GetProperty("content").GetString()!.Length);
        }

        var message = await served.MessageAsync(Reply);
        Assert.Equal(sound, message.GetProperty("content").GetString());
        await served.StopAsync();
    }

    private static void JudgeHurt(JsonElement conversation, string sound, string path)
    {
        foreach (var message in conversation.GetProperty("messages").EnumerateArray())
        {
            if (message.GetProperty("id").GetString() != Reply)
                continue;
            var content = message.GetProperty("content").GetString()!;
            Assert.Equal(sound.Length, content.Length);
            Assert.Equal(content != sound, content.Contains(Hole, StringComparison.Ordinal));
            Assert.Equal(content != sound, path == StoredFileName.OfChunk(Reply, 1));
        }
    }

    private async Task<string> WriteAsync()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        foreach (var conversation in new[] { await served.CreateAsync(), await served.CreateAsync() })
            await served.UntilEndedAsync(await served.AskAsync(conversation, "quick"));
        await served.ReadersAsync();
        await served.StopAsync();
        return served.Ledger.Of(Reply).Text;
    }

    private static void Harm(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= (byte)(damage == "flip" ? 1 : 0);
        byte[] bad = damage switch
        {
            "empty" => [],
            "zeros" => new byte[bytes.Length],
            "cut" => bytes[..(bytes.Length / 2)],
            "more" => [.. bytes, .. "more"u8],
            _ => bytes,
        };
        if (damage == "gone")
            File.Delete(path);
        else
            File.WriteAllBytes(path, bad);
    }
}
