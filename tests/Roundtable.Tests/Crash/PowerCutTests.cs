namespace Roundtable.Tests.Crash;

/// <summary>Power cuts and deaths of the process at any operation on the disk, also in recovery, also again and again.</summary>
/// <remarks>A failure names its seed: <c>ROUNDTABLE_SEED=17</c> replays it alone.</remarks>
public sealed class PowerCutTests
{
    private const int FailuresMax = 20;
    private const int HeadLength = 200;
    private const int InspectedEvery = 20;

    [Fact]
    public Task What_was_acknowledged_or_seen_survives_every_power_cut_and_every_death() =>
        RunAsync(RunLength.Rounds(1000, 100_000), isFaulty: false);

    [Fact]
    public Task The_same_on_a_disk_that_also_fails_here_and_there() => RunAsync(RunLength.Rounds(400, 100_000), isFaulty: true);

    private static async Task RunAsync(int rounds, bool isFaulty)
    {
        var replayed = Environment.GetEnvironmentVariable("ROUNDTABLE_SEED");
        var seeds = replayed is null ? Enumerable.Range(1, rounds) : [int.Parse(replayed, null)];
        var failures = new List<(int Seed, Exception Failure)>();
        foreach (var seed in seeds.TakeWhile(_ => failures.Count < FailuresMax))
        {
            try
            {
                // The sandbox judges the files of some: it writes them to a real disk.
                await new PowerRun(seed, isFaulty).RunAsync(isInspected: seed % InspectedEvery == 0 || replayed is not null);
            }
            catch (Exception failure)
            {
                failures.Add((seed, failure));
            }
        }

        if (failures.Count > 0)
            throw new InvalidOperationException(
                string.Join('\n', failures.Select(it => $"ROUNDTABLE_SEED={it.Seed} fails: {Head(it.Failure)}")),
                failures[0].Failure
            );
    }

    private static string Head(Exception failure) =>
        failure.Message.ReplaceLineEndings(" ")[..Math.Min(failure.Message.Length, HeadLength)];
}
