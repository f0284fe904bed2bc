using System.Text.Json.Serialization;

namespace Roundtable.Edge.Problems;

/// <summary>What is wrong, and what to do (RFC 9457).</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ProblemBody
{
    /// <summary>A relative URI that names the kind of problem; stable.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The status code.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong here, and what to do.</summary>
    public required string Detail { get; init; }

    /// <summary>The member of the body, query or headers that is meant.</summary>
    public string? Member { get; init; }

    /// <summary>Names this request in the server's log.</summary>
    public required string TraceId { get; init; }
}
