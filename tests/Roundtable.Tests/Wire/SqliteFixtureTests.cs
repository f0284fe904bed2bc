using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Wire;

public sealed class SqliteFixtureTests : FixtureTests<DatabaseSandbox>;
