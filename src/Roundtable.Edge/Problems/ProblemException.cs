namespace Roundtable.Edge.Problems;

/// <summary>A request is refused.</summary>
internal sealed class ProblemException(Problem problem, string detail, Exception? inner = null) : Exception(detail, inner)
{
    public Problem Problem { get; } = problem;

    /// <summary>Which member of the body, query or headers is meant; absent when none is.</summary>
    public string? Member { get; init; }

    /// <summary>When to come back; absent when that would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What is not there and what is somebody else's are the same, in every byte.</summary>
    public static ProblemException NotFound() =>
        new(Problem.NotFound, "There is nothing here, or nothing of yours; check the path and the ids in it.");

    /// <summary>What is missing, malformed, unknown and revoked are the same.</summary>
    public static ProblemException Unauthorized() =>
        new(
            Problem.Unauthorized,
            "Bring your key in the header 'Authorization: Bearer rt_…', or sign in at /api/session; "
                + "whoever runs the server gives it to you."
        );

    public static ProblemException Invalid(string member, string detail) => new(Problem.InvalidValue, detail) { Member = member };

    public static ProblemException Cursor(string member, string detail) => new(Problem.InvalidCursor, detail) { Member = member };
}
