using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteTurnTests : TurnContract<SqliteStorage, SqliteStore>;
