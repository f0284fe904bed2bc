namespace Roundtable;

/// <summary>A request's key has been used for another request.</summary>
public sealed class RequestKeyConflictException()
    : Exception("This key was used with another body; use a new key for a new request.");
