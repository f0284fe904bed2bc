using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;

namespace Roundtable.Sqlite.Moving;

/// <summary>All that a database holds, as one connection sees it.</summary>
internal sealed class SqliteContent(Database database, bool isUnfinished) : IContentView
{
    private const int PageMax = 256;

    public ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(CountUnits());

    public IAsyncEnumerable<StoreUnit> ListUnitsAsync(CancellationToken cancellationToken) => Units().ToAsyncEnumerable();

    public IAsyncEnumerable<StoredRecord> ReadAsync(StoreUnit unit, CancellationToken cancellationToken) =>
        (
            unit.ConversationId is { } id
                ? new ConversationRecords(database, id, isUnfinished).Read()
                : UserRecords.Of(database, unit.User)
        ).ToAsyncEnumerable();

    /// <summary>Closes the connection.</summary>
    public void Dispose() => database.Dispose();

    internal int CountUnits()
    {
        using var row = database.Prepare(MovingTables.CountUnits);
        row.Read();
        return row.Int(0);
    }

    internal IEnumerable<StoreUnit> Units()
    {
        for (
            var users = UserTable.Ids(database, 0, PageMax);
            users.Count > 0;
            users = UserTable.Ids(database, users[^1].Number, PageMax)
        )
        {
            foreach (var user in users)
            {
                yield return new StoreUnit(user, 0);
                for (var numbers = Conversations(user, 0); numbers.Count > 0; numbers = Conversations(user, numbers[^1]))
                {
                    foreach (var number in numbers)
                        yield return new StoreUnit(user, number);
                }
            }
        }
    }

    private List<int> Conversations(UserId user, int after)
    {
        using var rows = database.Prepare(MovingTables.SelectConversations).Bind(user.ToString()).Bind(after).Bind(PageMax);
        var numbers = new List<int>();
        while (rows.Read())
            numbers.Add(rows.Int(0));
        return numbers;
    }
}
