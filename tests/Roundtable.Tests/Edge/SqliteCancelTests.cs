using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class SqliteCancelTests : CancelTests<DatabaseSandbox>;
