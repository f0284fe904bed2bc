namespace Roundtable;

/// <summary>What went wrong while a message was written.</summary>
/// <param name="Code">A stable word for programs, such as <c>provider_timeout</c>.</param>
/// <param name="Message">A sentence for people; holds no secret.</param>
public sealed record MessageError(string Code, string Message);
