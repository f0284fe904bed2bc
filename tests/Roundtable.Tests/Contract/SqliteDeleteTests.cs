using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteDeleteTests : DeleteContract<SqliteStorage, SqliteStore>;
