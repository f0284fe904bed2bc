using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteRequestTests : RequestContract<SqliteStorage, SqliteStore>;
