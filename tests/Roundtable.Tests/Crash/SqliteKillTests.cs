using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

public sealed class SqliteKillTests(ITestOutputHelper output) : KillTests<DatabaseSandbox>(output);
