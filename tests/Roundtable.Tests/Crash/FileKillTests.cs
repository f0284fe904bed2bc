using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

public sealed class FileKillTests(ITestOutputHelper output) : KillTests<FolderSandbox>(output)
{
    [Fact]
    public async Task Nor_is_anything_that_was_never_flushed()
    {
        var run = new KillRun(Sandbox, Random.Shared.Next()) { Durability = "process" };
        try
        {
            await run.RunAsync(RunLength.Rounds(shortForm: 5, longForm: 100));
        }
        finally
        {
            Output.WriteLine(run.Figures);
        }
    }
}
