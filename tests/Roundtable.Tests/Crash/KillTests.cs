using System.Globalization;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

/// <summary>
/// SIGKILL for the real executable at random moments, while many people read many replies: shown is stored. A failure names
/// its seed; <c>ROUNDTABLE_SEED</c> takes it again.
/// </summary>
public abstract class KillTests<TSandbox>(ITestOutputHelper output) : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    /// <summary>What a test says.</summary>
    protected ITestOutputHelper Output { get; } = output;

    [Fact]
    public async Task Nothing_shown_is_lost_changed_or_doubled_when_the_server_is_killed()
    {
        var seed = Environment.GetEnvironmentVariable("ROUNDTABLE_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        var run = new KillRun(Sandbox, seed);
        try
        {
            await run.RunAsync(RunLength.Rounds(shortForm: 16, longForm: 200));
        }
        finally
        {
            Output.WriteLine(run.Figures);
        }
    }
}
