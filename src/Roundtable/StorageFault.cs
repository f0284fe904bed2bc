namespace Roundtable;

/// <summary>Why storage cannot write.</summary>
public enum StorageFault
{
    /// <summary>No space, no inodes, or a quota is used up; it goes on when there is room.</summary>
    Full,

    /// <summary>Not ready yet, read-only, or failed.</summary>
    Unavailable,
}
