namespace Roundtable.Tests.Moving;

public sealed class FilesToSqliteCommandTests() : MovingCommandTests("files", "sqlite");
