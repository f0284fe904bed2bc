using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteConcurrencyTests : ConcurrencyContract<SqliteStorage, SqliteStore>;
