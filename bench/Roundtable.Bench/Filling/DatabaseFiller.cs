using Roundtable.Moving;
using Roundtable.Sqlite.Moving;
using Roundtable.Stored;

namespace Roundtable.Bench.Filling;

/// <summary>Fills a database as a copy does: record by record, a transaction for each conversation, without a flush for each.</summary>
internal sealed class DatabaseFiller(ZipfWords words)
{
    private const int MessagesEach = 40;
    private static readonly UserId User = new(1);
    private static readonly DateTimeOffset Time = new(2026, 11, 25, 2, 0, 0, TimeSpan.Zero);
    private long _change;

    /// <summary>Makes the file, with one user who has said so much; their id.</summary>
    public async Task<UserId> FillAsync(string file, int messages)
    {
        await using var target = SqliteTarget.Open(file, "bench", "generated", TimeProvider.System);
        await target.BeginAsync(CancellationToken.None);
        await PutAsync(target, new StoreUnit(User, 0), [Profile()]);
        for (var (number, left) = (1, messages); left > 0; number++, left -= MessagesEach)
        {
            var unit = new StoreUnit(User, number);
            await PutAsync(target, unit, Conversation(unit.ConversationId!.Value, Math.Min(left, MessagesEach)));
            if (number % 2_500 == 0)
                Console.Error.WriteLine($"  {number * MessagesEach:N0} of {messages:N0} messages");
        }

        await target.FinishAsync(CancellationToken.None);
        return User;
    }

    private static async Task PutAsync(SqliteTarget target, StoreUnit unit, IEnumerable<StoredRecord> records)
    {
        await using var writer = await target.OpenUnitAsync(unit, CancellationToken.None);
        foreach (var record in records)
            await writer.PutAsync(record, CancellationToken.None);
        await writer.CommitAsync(CancellationToken.None);
    }

    private static StoredRecord Profile()
    {
        var profile = new UserFile
        {
            UserId = User.ToString(),
            Revision = 1,
            Name = "Bench",
            CreatedAt = Time,
            Timestamp = Time,
            Format = ChecksummedJson.Format,
        };
        return new StoredRecord(RecordPlace.OfRevision(RecordKind.Profile, 1), profile.Encode(), null, 0);
    }

    private IEnumerable<StoredRecord> Conversation(ConversationId id, int messages)
    {
        var facts = new ConversationFile
        {
            ConversationId = id.ToString(),
            Revision = 1,
            UserId = User.ToString(),
            Title = $"Number {id.Number}",
            Participants = [],
            Metadata = new Dictionary<string, string>(),
            Archived = false,
            CreatedAt = Time,
            Timestamp = Time,
            ChangedBy = User.ToString(),
            Tag = 1,
            Change = ++_change,
            Format = ChecksummedJson.Format,
        };
        yield return new StoredRecord(RecordPlace.OfRevision(RecordKind.Facts, 1), facts.Encode(), null, facts.Change);
        for (var number = 1; number <= messages; number++)
            yield return StoredRecord.Of(
                new MessageChunk
                {
                    MessageId = new MessageId(id, number),
                    Seq = 1,
                    Tokens = words.Text(),
                    Timestamp = Time,
                    Status = MessageStatus.Complete,
                    TokenCount = 60,
                    AuthorId = User,
                    Tag = 1,
                    Change = ++_change,
                }
            );
    }
}
