namespace Roundtable.Tests.Moving;

public sealed class SqliteToFilesCommandTests() : MovingCommandTests("sqlite", "files");
