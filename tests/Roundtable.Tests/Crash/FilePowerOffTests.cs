using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

public sealed class FilePowerOffTests(ITestOutputHelper output) : PowerOffTests<FolderSandbox>(output);
