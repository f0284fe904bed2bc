using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteEndTests : EndContract<SqliteStorage, SqliteStore>;
