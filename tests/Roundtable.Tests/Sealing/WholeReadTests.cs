using System.Diagnostics.Metrics;
using System.Text;
using Roundtable.Files;
using Roundtable.Reading;
using Roundtable.Tests.Moving;

namespace Roundtable.Tests.Sealing;

/// <summary>A sealed message is read in one piece, and is what its chunks make of it.</summary>
public sealed class WholeReadTests : IAsyncLifetime
{
    private readonly Meter _meter = new("Roundtable.Tests");
    private readonly MovingStore _store = MovingStore.Files();
    private IReadOnlyDictionary<MessageId, Message> _loose = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var store = await _store.OpenAsync())
            await new RandomHistory(store, new Random(5)).WriteAsync(conversations: 30, endsAll: true);
        await using (var store = await _store.OpenAsync())
            _loose = await ReadAsync(store);
        await using (var store = (FileStore)await _store.OpenAsync())
            Assert.InRange(store.Machinery.Sealer.SealQuiet(TimeSpan.Zero), 1, 100);
    }

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Every_message_is_the_same_in_one_piece_and_chunk_by_chunk()
    {
        await using var store = await _store.OpenAsync();
        var read = await ReadAsync(store);
        Assert.Equal(_loose.Keys, read.Keys);
        foreach (var (id, message) in _loose)
        {
            Assert.Equivalent(message, read[id], strict: true);
            Assert.Equal(message.Content, (await store.ReadWholeAsync(id, CancellationToken.None))?.Tokens);
        }
    }

    [Fact]
    public async Task What_is_damaged_is_not_read_in_one_piece()
    {
        var (id, message) = _loose.First(it => it.Value.Role == MessageRole.Agent && it.Value.Length > 20);
        var path = Path.Combine(_store.Path, Seals.NameOf(id.Conversation, 1));
        var sound = File.ReadAllBytes(path);
        var bytes = (byte[])sound.Clone();
        bytes[bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{id}\",\"seq\":0"))] ^= 1;
        File.WriteAllBytes(path, bytes);

        await using (var store = await _store.OpenAsync())
        {
            Assert.Null(await store.ReadWholeAsync(id, CancellationToken.None));
            var damaged = await Reader(store).ReadAsync(id, CancellationToken.None);
            Assert.Equal(message.ChunkCount + 1, damaged!.Damaged.Count);
            Assert.Equal(message.Length, damaged.Length);
        }

        File.WriteAllBytes(path, sound);
    }

    private async Task<IReadOnlyDictionary<MessageId, Message>> ReadAsync(IConversationStore store)
    {
        var messages = new Dictionary<MessageId, Message>();
        for (var number = 1; number <= 100; number++)
        {
            var id = new ConversationId(new UserId(1), number);
            var conversation = await store.FindConversationAsync(id, CancellationToken.None);
            for (var message = 1; message <= (conversation?.MessageCount ?? 0); message++)
                messages.Add(
                    new MessageId(id, message),
                    (await Reader(store).ReadAsync(new MessageId(id, message), CancellationToken.None))!
                );
        }

        return messages;
    }

    private MessageReader Reader(IConversationStore store) =>
        new(store, new MessageCache(sizeBytesMax: 0), new ReadingMetrics(_meter), TimeProvider.System);
}
