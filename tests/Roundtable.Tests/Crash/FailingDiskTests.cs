using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>The n-th operation of every kind fails, for n = 1, 2, 3 … until none is left to fail.</summary>
public sealed class FailingDiskTests
{
    private const int NumberMax = 5000;
    private static readonly int[] Errors =
    [
        FaultPlan.IoError,
        FaultPlan.NoSpace,
        FaultPlan.QuotaExceeded,
        FaultPlan.TooManyFiles,
        FaultPlan.ReadOnly,
    ];

    public static TheoryData<string> Kinds => [.. Enum.GetNames<DiskOperation>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task One_failure_loses_nothing_and_writing_goes_on(string kind) => RunAsync(kind, isForEver: false);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_disk_that_goes_on_failing_refuses_writers_and_nothing_else_until_it_is_mended(string kind) =>
        RunAsync(kind, isForEver: true);

    private static async Task RunAsync(string kind, bool isForEver)
    {
        var operation = Enum.Parse<DiskOperation>(kind);
        for (var (number, isReached) = (1, true); isReached && number < NumberMax; number++)
        {
            // The short form takes one error after the other, the long one all of them each time.
            var chosen = RunLength.IsLong ? Errors : [Errors[number % Errors.Length]];
            foreach (var error in chosen)
                isReached &= await RunAsync(new FailingDiskRun(operation, number, error, isForEver, IsAmid: number % 3 == 0));
        }
    }

    private static async Task<bool> RunAsync(FailingDiskRun run)
    {
        try
        {
            return await run.RunAsync();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{run} fails: {failure.Message}", failure);
        }
    }
}
