namespace Roundtable.Agents;

/// <summary>The process is going down and begins nothing new; ask again in a moment.</summary>
public sealed class ShuttingDownException() : Exception("The server is shutting down and begins no new turn; try again soon.");
