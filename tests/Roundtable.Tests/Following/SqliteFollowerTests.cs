using Roundtable.Sqlite;
using Roundtable.Tests.Contract;

namespace Roundtable.Tests.Following;

public sealed class SqliteFollowerTests : FollowerContract<SqliteStorage, SqliteStore>;
