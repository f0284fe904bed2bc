using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Probing;

public sealed class SqliteMixedLoadTests : MixedLoadTests<DatabaseSandbox>;
