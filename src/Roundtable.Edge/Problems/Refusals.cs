using Roundtable.Agents;
using Roundtable.Edge.Requests;

namespace Roundtable.Edge.Problems;

/// <summary>Decides, here and nowhere else, which problem an exception or a bare status code is to its caller.</summary>
internal static class Refusals
{
    public static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan RetryLater = TimeSpan.FromSeconds(10);

    public static ProblemException Of(Exception exception, bool isStopping) =>
        exception switch
        {
            ProblemException refusal => refusal,
            UnknownAgentException unknown => new(Problem.UnknownAgent, unknown.Message, unknown) { Member = "agents" },
            TooManyRepliesException tooMany => new(Problem.TooManyReplies, tooMany.Message, tooMany),
            RevisionConflictException stale => new(Problem.Stale, stale.Message, stale),
            MessageOpenException open => new(Problem.MessageOpen, open.Message, open),
            RequestKeyConflictException reused => new(Problem.KeyReused, reused.Message, reused)
            {
                Member = IdempotencyKey.Header,
            },
            StorageUnavailableException { Fault: StorageFault.Full } full => new(Problem.StorageFull, full.Message, full)
            {
                RetryAfter = RetryLater,
            },
            ShuttingDownException or ObjectDisposedException or StorageUnavailableException when isStopping => ShuttingDown(),
            ShuttingDownException => ShuttingDown(),
            StorageUnavailableException unavailable => new(Problem.StorageUnavailable, unavailable.Message, unavailable)
            {
                RetryAfter = RetryLater,
            },
            BadHttpRequestException bad => Of(bad),
            _ => new(Problem.Internal, "This is our fault; the log has more under the trace id.", exception),
        };

    /// <summary>What the framework answers without a body.</summary>
    public static ProblemException Of(int status) =>
        status switch
        {
            401 => ProblemException.Unauthorized(),
            404 => ProblemException.NotFound(),
            405 => new(Problem.MethodNotAllowed, "Use one of the methods in the header Allow."),
            408 => new(Problem.RequestTimeout, "The body came too slowly; send it again."),
            413 => new(Problem.BodyTooLarge, "The body is larger than the server takes; send less."),
            415 => new(Problem.UnsupportedMediaType, "Send the body as JSON with 'Content-Type: application/json'."),
            >= 500 => new(Problem.Internal, "This is our fault; the log has more under the trace id."),
            _ => new(Problem.MalformedRequest, "The server does not understand this request."),
        };

    public static ProblemException ShuttingDown() =>
        new(Problem.ShuttingDown, "The server is going down; come back in a moment.") { RetryAfter = RetrySoon };

    private static ProblemException Of(BadHttpRequestException bad) =>
        bad.StatusCode is 408 or 413 or 415
            ? Of(bad.StatusCode)
            : new(Problem.MalformedRequest, "The server does not understand this request: " + bad.Message, bad);
}
