namespace Roundtable;

/// <summary>A message that has ended, as a store has it in one piece.</summary>
/// <param name="First">Its opening; or a user's message itself.</param>
/// <param name="Last">Its last chunk, which carries the end; or a user's message itself.</param>
/// <param name="Tokens">The text of all its chunks.</param>
public sealed record WholeMessage(MessageChunk First, MessageChunk Last, string Tokens);
