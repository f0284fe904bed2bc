using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>
/// A source without a store: one user with so many revisions of their profile, and one conversation with so many of its facts,
/// a reply of so many chunks, and so many messages behind it.
/// </summary>
internal sealed class LongHistory(int length) : IStoreSource, IStoreContent
{
    public static ConversationId Conversation { get; } = new(new UserId(1), 1);

    public bool IsServed => false;

    public IStoreContent Content => this;

    /// <summary>Makes a store of it.</summary>
    public static async Task WriteAsync(MovingStore store, int length)
    {
        await using var source = new LongHistory(length);
        await using var target = store.Target("migrate", "files:/generated");
        await new StoreCopy(source, target, MovingKind.Migration, TimeProvider.System).RunAsync(null, CancellationToken.None);
    }

    public ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(2);

    public IAsyncEnumerable<StoreUnit> ListUnitsAsync(CancellationToken cancellationToken) =>
        Enumerable.Range(0, 2).Select(number => new StoreUnit(Conversation.User, number)).ToAsyncEnumerable();

    public IAsyncEnumerable<StoredRecord> ReadAsync(StoreUnit unit, CancellationToken cancellationToken) =>
        (unit.Conversation == 0 ? Revisions().Select(GeneratedSource.Profile) : Records()).ToAsyncEnumerable();

    public ValueTask DisposeAsync() => default;

    private IEnumerable<int> Revisions() => Enumerable.Range(1, length);

    private IEnumerable<StoredRecord> Records()
    {
        var change = 0;
        foreach (var revision in Revisions())
            yield return GeneratedSource.Facts(Conversation, revision, ++change);
        var (question, reply) = (new MessageId(Conversation, 1), new MessageId(Conversation, 2));
        yield return StoredRecord.Of(GeneratedSource.Question(question, ++change));
        for (var seq = 0; seq <= length; seq++)
        {
            var chunk = GeneratedSource.Chunk(reply, seq, length, seq == 0 ? "" : new string('w', 240));
            yield return StoredRecord.Of(chunk with { Change = chunk.Change is null ? null : ++change });
        }

        for (var number = 3; number <= length + 2; number++)
            yield return StoredRecord.Of(GeneratedSource.Question(new MessageId(Conversation, number), ++change));
    }
}
