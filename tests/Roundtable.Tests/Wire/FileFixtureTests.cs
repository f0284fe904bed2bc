using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Wire;

public sealed class FileFixtureTests : FixtureTests<FolderSandbox>;
