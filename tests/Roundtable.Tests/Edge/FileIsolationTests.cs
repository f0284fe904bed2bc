using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class FileIsolationTests : IsolationTests<FolderSandbox>;
