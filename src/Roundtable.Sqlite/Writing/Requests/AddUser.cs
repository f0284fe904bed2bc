using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Adds a user with the next free number.</summary>
internal sealed class AddUser(string name) : WriteRequest
{
    public User Result { get; private set; } = null!;

    public override void Execute(WriteTransaction transaction)
    {
        var now = transaction.Now;
        Result = new User
        {
            Id = new UserId(UserTable.LastNumber(transaction.Database) + 1),
            Name = name,
            Revision = 1,
            CreatedAt = now,
        };
        UserTable.Insert(transaction.Database, UserFile.Of(Result, now), Result.Id);
    }
}
