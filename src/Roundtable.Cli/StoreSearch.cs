using Roundtable.Edge.Opening;
using Roundtable.Reading;
using Roundtable.Searching;
using Roundtable.Sqlite;
using Roundtable.Sqlite.Searching;

namespace Roundtable.Cli;

/// <summary>The search that fits a store: its index, or reading it.</summary>
internal static class StoreSearch
{
    public static IConversationSearch Of(IServiceProvider services)
    {
        var reader = services.GetRequiredService<MessageReader>();
        return Of(services.GetRequiredService<StoreGate>().Store, reader);
    }

    public static IConversationSearch Of(IConversationStore store, MessageReader reader) =>
        store is SqliteStore database ? new SqliteSearch(database, reader) : new ScanningSearch(store, reader);
}
