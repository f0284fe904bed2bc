using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteReadingTests : ReadingContract<SqliteStorage, SqliteStore>;
