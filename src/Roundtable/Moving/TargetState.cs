namespace Roundtable.Moving;

/// <summary>What a target is when it is opened.</summary>
public enum TargetState
{
    /// <summary>There is nothing in it.</summary>
    Empty,

    /// <summary>An earlier run from the same source was cut off, or has read a store that was served.</summary>
    Unfinished,

    /// <summary>A store that can be served.</summary>
    Usable,
}
