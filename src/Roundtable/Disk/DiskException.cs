namespace Roundtable.Disk;

/// <summary>The operating system refused.</summary>
internal sealed class DiskException(string operation, string path, int errorNumber, string reason)
    : IOException($"{operation} '{path}': {reason} (errno {errorNumber})")
{
    private const int InputOutput = 5;
    private const int IsFolder = 21;
    private const int NoEntry = 2;
    private const int NoMemory = 12;
    private const int Exists = 17;
    private const int NoDevice = 6;
    private const int Denied = 13;
    private const int IsPipe = 29;
    private const int TooManyInSystem = 23;
    private const int TooManyOpen = 24;
    private const int NoSpace = 28;
    private const int IsLinkError = 40;
    private const int BadMessage = 74;
    private const int NeedsCleaning = 117;
    private const int QuotaExceeded = 122;

    /// <summary>A name that should have been free is taken.</summary>
    public static DiskException Conflict(string path, string reason) => new("publish", path, Exists, reason);

    public int ErrorNumber { get; } = errorNumber;

    /// <summary>Whether this one file cannot be read, and others can: a bad sector, a symbolic link, a folder or a pipe under a file's name.</summary>
    public bool IsOfTheFile =>
        ErrorNumber is InputOutput or NoDevice or Denied or IsFolder or IsPipe or IsLinkError or BadMessage or NeedsCleaning;

    /// <summary>Whether there is a symbolic link, which is not followed.</summary>
    public bool IsLink => ErrorNumber == IsLinkError;

    /// <summary>Whether a folder is not there.</summary>
    public bool IsNoEntry => ErrorNumber == NoEntry;

    /// <summary>Whether the process, or the machine, has run out of descriptors or memory: the file may be as sound as ever.</summary>
    public bool IsOfTheProcess => ErrorNumber is NoMemory or TooManyInSystem or TooManyOpen;

    /// <summary>Whether somebody else's file has the name.</summary>
    public bool IsConflict => ErrorNumber == Exists;

    /// <summary>Whether room would help.</summary>
    public bool IsFull => ErrorNumber is NoSpace or QuotaExceeded;
}
