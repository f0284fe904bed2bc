namespace Roundtable;

/// <summary>A reply that is being written.</summary>
/// <param name="Number">The message's number.</param>
/// <param name="Length">UTF-16 code units shown so far.</param>
public readonly record struct OpenReply(int Number, int Length);
