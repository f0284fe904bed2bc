namespace Roundtable;

/// <summary>How a message ends.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Error">What went wrong, when <paramref name="Reason"/> is <see cref="FinishReason.Error"/>.</param>
public sealed record MessageEnd(FinishReason Reason, MessageError? Error = null);
