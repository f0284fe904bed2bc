namespace Roundtable;

/// <summary>Why a message ended. Every message ends exactly once.</summary>
public enum FinishReason
{
    /// <summary>The author had said everything.</summary>
    Stop,

    /// <summary>A bound on the length was reached.</summary>
    Length,

    /// <summary>The model or its provider failed; what had been said is kept.</summary>
    Error,

    /// <summary>Somebody stopped it; what had been said is kept.</summary>
    Cancelled,

    /// <summary>The process that was writing it died or was stopped; what had been shown is kept.</summary>
    Interrupted,
}
