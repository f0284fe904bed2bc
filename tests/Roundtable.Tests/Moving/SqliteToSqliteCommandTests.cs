namespace Roundtable.Tests.Moving;

public sealed class SqliteToSqliteCommandTests() : MovingCommandTests("sqlite", "sqlite");
