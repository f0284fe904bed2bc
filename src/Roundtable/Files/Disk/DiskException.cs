namespace Roundtable.Files.Disk;

/// <summary>The operating system refused.</summary>
internal sealed class DiskException(string operation, string path, int errorNumber, string reason)
    : IOException($"{operation} '{path}': {reason} (errno {errorNumber})")
{
    private const int NoEntry = 2;
    private const int NoMemory = 12;
    private const int TooManyInSystem = 23;
    private const int TooManyOpen = 24;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public int ErrorNumber { get; } = errorNumber;

    /// <summary>Whether a folder is not there.</summary>
    public bool IsNoEntry => ErrorNumber == NoEntry;

    /// <summary>Whether the process, or the machine, has run out of descriptors or memory: the file may be as sound as ever.</summary>
    public bool IsOfTheProcess => ErrorNumber is NoMemory or TooManyInSystem or TooManyOpen;

    /// <summary>Whether room would help.</summary>
    public bool IsFull => ErrorNumber is NoSpace or QuotaExceeded;
}
