namespace Roundtable.Tests.Doubles;

/// <summary>What becomes of each operation of one process, in order. Without a rule everything succeeds.</summary>
internal sealed class FaultPlan(int seed)
{
    public const int IoError = 5;
    public const int TooManyFiles = 24;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;
    public const int QuotaExceeded = 122;

    /// <summary>Chance, for what a failure leaves.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Operations so far.</summary>
    public int Count { get; private set; }

    /// <summary>The error of what fails.</summary>
    public int Error { get; set; } = IoError;

    /// <summary>Decides; the number counts from 1.</summary>
    public Func<int, DiskOperation, DiskFate>? Rule { get; set; }

    /// <summary>Runs before an operation: what other threads do meanwhile.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Whether the process is dead.</summary>
    public bool IsDead { get; set; }

    public DiskFate Next(DiskOperation operation)
    {
        if (IsDead)
            throw new ProcessDiedException();
        if (Meanwhile is { } meanwhile)
        {
            Meanwhile = null;
            meanwhile();
            Meanwhile = meanwhile;
        }

        Count++;
        return Rule?.Invoke(Count, operation) ?? DiskFate.Succeeds;
    }
}
