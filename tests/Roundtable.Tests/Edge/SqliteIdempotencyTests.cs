using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class SqliteIdempotencyTests : IdempotencyTests<DatabaseSandbox>;
