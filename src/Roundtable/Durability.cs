namespace Roundtable;

/// <summary>What shown text survives.</summary>
public enum Durability
{
    /// <summary>A power cut: everything is flushed to the device before it is shown. The default.</summary>
    Power,

    /// <summary>The death of the process only: what was shown last can be lost when the machine dies.</summary>
    ProcessOnlyLossyOnPowerCut,
}
