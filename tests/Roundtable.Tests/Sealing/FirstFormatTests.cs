using System.Reflection;
using System.Text;
using Roundtable.Files;
using Roundtable.Tests.Moving;
using Roundtable.Tests.Verification;

namespace Roundtable.Tests.Sealing;

/// <summary>
/// A folder that was sealed by a version that knew only the first format, whose lines are chunks. It was made once and is never
/// made anew: what lies there is read, verified, exported and copied for ever.
/// </summary>
public sealed class FirstFormatTests : IAsyncLifetime
{
    private const string Prefix = "format-1/";
    private const string Export = Prefix + "export.jsonl";
    private static readonly string Name = Seals.NameOf(ConversationId.Parse("us01-co01"), 1);
    private MovingStore _store = null!;

    public ValueTask InitializeAsync()
    {
        _store = MovingStore.Files();
        File.WriteAllBytes(Path.Combine(_store.Path, "lock"), []);
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames())
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name == Export)
                continue;
            var path = Path.Combine(_store.Path, name[Prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, Resource(name));
        }

        return default;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task It_is_sound_and_exports_what_it_exported_then()
    {
        Assert.Empty(VerificationFixture.Verify(_store.Path).Damage);
        Assert.Equal(Approved(), string.Concat(await _store.ExportAsync()));
    }

    [Theory]
    [InlineData("files")]
    [InlineData("sqlite")]
    public async Task A_copy_says_the_same_and_is_sealed_in_the_newest_format(string kind)
    {
        await using var target = MovingStore.Of(kind);
        await _store.CopyToAsync(target);

        Assert.Equal(Approved(), string.Concat(await target.ExportAsync()));
        if (kind != "files")
            return;
        Assert.Contains("\"format\":2,", Head(target), StringComparison.Ordinal);
        var sizes = (new FileInfo(PathOf(_store)).Length, new FileInfo(PathOf(target)).Length);
        Assert.InRange(sizes.Item2, 1, sizes.Item1 * 3 / 4);
    }

    [Fact]
    public async Task A_store_serves_it_and_seals_what_comes_beside_it()
    {
        var before = await ReadAsync();
        Assert.NotEmpty(before);
        Assert.All(before, chunk => Assert.StartsWith("{", chunk, StringComparison.Ordinal));

        await using (var store = (FileStore)await _store.OpenAsync())
        {
            var turn = new NewTurn
            {
                AuthorId = new UserId(1),
                Content = "More.",
                TokenCount = 2,
            };
            await store.BeginTurnAsync(ConversationId.Parse("us01-co01"), turn, CancellationToken.None);
        }

        await using (var store = (FileStore)await _store.OpenAsync())
            Assert.Equal(1, store.Machinery.Sealer.SealQuiet(TimeSpan.Zero));
        Assert.Contains("\"format\":1,", Head(_store), StringComparison.Ordinal);
        Assert.Empty(VerificationFixture.Verify(_store.Path).Damage);
        Assert.Equal(before, (await ReadAsync()).Where(line => !line.Contains("More.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_its_foot_its_lines_are_found_one_by_one()
    {
        var before = await ReadAsync();
        var sound = File.ReadAllBytes(PathOf(_store));
        var bytes = (byte[])sound.Clone();
        bytes[bytes.AsSpan().IndexOf("\"lineCount\""u8)] ^= 1;
        File.WriteAllBytes(PathOf(_store), bytes);

        Assert.Equal(before, await ReadAsync());
        Assert.Equal(Name, Assert.Single(VerificationFixture.Verify(_store.Path).Damage).Path);
        File.WriteAllBytes(PathOf(_store), sound);
    }

    private static string PathOf(MovingStore store) => Path.Combine(store.Path, Name);

    private static string Head(MovingStore store) => File.ReadLines(PathOf(store)).First();

    private static string Approved() => Encoding.UTF8.GetString(Resource(Export));

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Every chunk that a reader is given, as its file, and what is damaged.</summary>
    private async Task<IReadOnlyList<string>> ReadAsync()
    {
        await using var store = await _store.OpenAsync();
        var chunks = new List<string>();
        var list = await store.ListConversationsAsync(new UserId(1), new ConversationQuery(Limit: 100), CancellationToken.None);
        foreach (var conversation in list.OrderBy(conversation => conversation.Id.Number))
        {
            for (var number = 1; number <= conversation.MessageCount; number++)
            {
                var id = new MessageId(conversation.Id, number);
                await foreach (var reading in store.ReadChunksAsync(id, 0, CancellationToken.None))
                    chunks.Add(Seals.Describe(reading));
            }
        }

        return chunks;
    }
}
