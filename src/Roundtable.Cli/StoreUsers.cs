using Roundtable.Files;
using Roundtable.Sqlite;

namespace Roundtable.Cli;

/// <summary>What can be done with the users of a store, also beside a server, whatever its kind.</summary>
internal sealed record StoreUsers(
    Func<string, User> Add,
    Func<UserId, ApiKeySecret?> AddKey,
    Func<string, ApiKey?> Revoke,
    Func<IEnumerable<User>> List
)
{
    public static StoreUsers Of(StoreName store)
    {
        switch (store.Kind)
        {
            case StoreKind.Sqlite:
                var file = new UserDatabase(store.Path, TimeProvider.System);
                return new StoreUsers(file.Add, file.AddKey, file.Revoke, file.List);
            default:
                var folder = UserFolder.Open(store.Path, TimeProvider.System);
                return new StoreUsers(folder.Add, folder.AddKey, folder.Revoke, folder.List);
        }
    }
}
