using Roundtable.Moving;
using Roundtable.Stored;

namespace Roundtable.Tests.Moving;

/// <summary>
/// A source without a store, made up record by record: so many small conversations, and one message of so many chunks. What is
/// in memory on the way is therefore the copy's.
/// </summary>
internal sealed class GeneratedSource(int conversations, int chunks) : IStoreSource, IStoreContent
{
    private static readonly UserId User = new(1);
    private static readonly DateTimeOffset Time = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);
    private static readonly string Text = new('w', 240);
    private long _heapBytesAtFirst;
    private int _records;

    /// <summary>How much the heap has grown since the first thousands of records, at most.</summary>
    public long GrowthBytes { get; private set; }

    public bool IsServed => false;

    public IStoreContent Content => this;

    public ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(conversations + 1);

    public IAsyncEnumerable<StoreUnit> ListUnitsAsync(CancellationToken cancellationToken) =>
        Enumerable.Range(0, conversations + 1).Select(number => new StoreUnit(User, number)).ToAsyncEnumerable();

    public IAsyncEnumerable<StoredRecord> ReadAsync(StoreUnit unit, CancellationToken cancellationToken) =>
        (unit.ConversationId is { } id ? Conversation(id) : Profile()).Select(Watched).ToAsyncEnumerable();

    public ValueTask DisposeAsync() => default;

    private StoredRecord Watched(StoredRecord record)
    {
        const int First = 3_000;
        if (++_records == First)
            _heapBytesAtFirst = GC.GetTotalMemory(forceFullCollection: true);
        else if (_records > First && _records % 2_000 == 0)
            GrowthBytes = Math.Max(GrowthBytes, GC.GetTotalMemory(forceFullCollection: true) - _heapBytesAtFirst);
        return record;
    }

    private static IEnumerable<StoredRecord> Profile() => [Profile(revision: 1)];

    private IEnumerable<StoredRecord> Conversation(ConversationId id)
    {
        yield return Facts(id, revision: 1, id.Number * 10);
        var (question, reply) = (new MessageId(id, 1), new MessageId(id, 2));
        yield return StoredRecord.Of(Question(question, (id.Number * 10) + 1));
        yield return StoredRecord.Of(Chunk(reply, 0, 0, "") with { ReplyTo = question, RoutedBy = RoutedBy.List });
        var last = id.Number == conversations ? chunks : 2;
        for (var seq = 1; seq <= last; seq++)
            yield return StoredRecord.Of(Chunk(reply, seq, last, Text));
    }

    internal static StoredRecord Profile(int revision)
    {
        var profile = new UserFile
        {
            UserId = User.ToString(),
            Revision = revision,
            Name = "Ada",
            CreatedAt = Time,
            Timestamp = Time,
            Format = ChecksummedJson.Format,
        };
        return new StoredRecord(RecordPlace.OfRevision(RecordKind.Profile, revision), profile.Encode(), null, 0);
    }

    internal static StoredRecord Facts(ConversationId id, int revision, long change)
    {
        var facts = new ConversationFile
        {
            ConversationId = id.ToString(),
            Revision = revision,
            UserId = User.ToString(),
            Title = "Generated",
            Participants = [],
            Metadata = new Dictionary<string, string>(),
            Archived = false,
            CreatedAt = Time,
            Timestamp = Time,
            ChangedBy = User.ToString(),
            Tag = 1,
            Change = change,
            Format = ChecksummedJson.Format,
        };
        return new StoredRecord(RecordPlace.OfRevision(RecordKind.Facts, revision), facts.Encode(), null, change);
    }

    internal static MessageChunk Question(MessageId id, long change) =>
        new()
        {
            MessageId = id,
            Seq = 1,
            Tokens = "And?",
            Timestamp = Time,
            Status = MessageStatus.Complete,
            TokenCount = 2,
            AuthorId = User,
            Tag = 1,
            Change = change,
        };

    internal static MessageChunk Chunk(MessageId id, int seq, int last, string text) =>
        new()
        {
            MessageId = id,
            Seq = seq,
            Tokens = text,
            Timestamp = Time,
            AgentId = "sage",
            Status = seq == last && seq > 0 ? MessageStatus.Complete : MessageStatus.Streaming,
            Offset = Math.Max(0, seq - 1) * Text.Length,
            TokenOffset = Math.Max(0, seq - 1) * 60,
            TokenCount = seq == 0 ? 0 : 60,
            Bundles = seq == 0 ? [] : [new BundleMark(80, 20), new BundleMark(80, 20), new BundleMark(80, 20)],
            Tag = seq == 0 ? 1UL : null,
            Change = seq == 0 || seq == last ? (id.Conversation.Number * 10) + (seq == 0 ? 2 : 3) : null,
            FinishReason = seq == last && seq > 0 ? FinishReason.Stop : null,
            CompletedAt = seq == last && seq > 0 ? Time : null,
        };
}
