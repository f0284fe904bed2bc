using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

public sealed class SqlitePowerOffTests(ITestOutputHelper output) : PowerOffTests<DatabaseSandbox>(output);
