using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteListTests : ListContract<SqliteStorage, SqliteStore>;
