namespace Roundtable.Agents;

/// <summary>What was wrong with the bytes of a model's answer.</summary>
internal enum ModelFault
{
    /// <summary>The stream ended without its terminator.</summary>
    Incomplete,

    /// <summary>An error stood where an answer was expected.</summary>
    Reported,

    /// <summary>It is not the protocol.</summary>
    Invalid,
}

/// <summary>A model's answer cannot be used. Holds nothing of its text.</summary>
/// <param name="status">The HTTP status that an error in the stream names; 0 when it names none.</param>
internal sealed class ModelException(ModelFault fault, int status = 0)
    : IOException($"The model's answer is not usable: {fault}.")
{
    public ModelFault Fault { get; } = fault;

    public int Status { get; } = status;
}
