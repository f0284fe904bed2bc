namespace Roundtable.Edge.Wire;

/// <summary>What went wrong while a message was written.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record MessageErrorBody(string Code, string Message);
