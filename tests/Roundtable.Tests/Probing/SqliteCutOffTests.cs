using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Probing;

public sealed class SqliteCutOffTests : CutOffTests<DatabaseSandbox>;
