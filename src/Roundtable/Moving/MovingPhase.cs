namespace Roundtable.Moving;

/// <summary>What a run is doing.</summary>
public enum MovingPhase
{
    /// <summary>Looks whether a store that can be served is a copy already.</summary>
    Looking,

    /// <summary>Reads the source, and writes what the target has not.</summary>
    Copying,

    /// <summary>Reads the target, and compares.</summary>
    Comparing,
}
