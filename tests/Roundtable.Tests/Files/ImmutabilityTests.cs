using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>A published file never changes: not its bytes, not its times, not even its inode's link count or change time.</summary>
public sealed partial class ImmutabilityTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Nothing_published_changes_over_a_whole_session_and_two_restarts()
    {
        var known = new Dictionary<string, string>();
        for (var round = 0; round < 6; round++)
        {
            await _fixture.Host.AnswerAsync(StreamFixture.Conversation, Enumerable.Repeat("word ", 40));
            var facts = new ConversationFacts { Title = $"Round {round}" };
            await _fixture.Store.ChangeConversationAsync(
                StreamFixture.Conversation,
                facts,
                StreamFixture.User,
                null,
                CancellationToken.None
            );
            if (round % 2 == 1)
                await _fixture.ReopenAsync();

            var now = Published();
            Assert.All(known, file => Assert.Equal(file.Value, now[file.Key]));
            known = now;
        }

        Assert.InRange(known.Count, 40, int.MaxValue);
    }

    private Dictionary<string, string> Published()
    {
        var files = new Dictionary<string, string>();
        foreach (var path in Directory.EnumerateFiles(_fixture.Sandbox.PathOf("users"), "*", SearchOption.AllDirectories))
        {
            var digest = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
            files[path] = $"{digest} {File.GetLastWriteTimeUtc(path):O} inode {InodeOf(path)}";
        }

        return files;
    }

    private static long InodeOf(string path)
    {
        var buffer = new byte[512];
        Assert.Equal(0, Stat(path, buffer));
        return BitConverter.ToInt64(buffer, 8);
    }

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, byte[] buffer);
}
