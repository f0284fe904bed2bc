using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteUserTests : UserContract<SqliteStorage, SqliteStore>;
