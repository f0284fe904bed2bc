using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteSearchTests : SearchContract<SqliteStorage, SqliteStore>;
