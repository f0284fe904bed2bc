using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteBundleTests : BundleContract<SqliteStorage, SqliteStore>;
