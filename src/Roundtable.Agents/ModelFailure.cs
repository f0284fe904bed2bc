using System.ClientModel;
using System.Globalization;
using System.Text.Json;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>What an attempt to get an answer failed with: for people, for programs, and whether to try again.</summary>
/// <param name="MayRetry">Another attempt may succeed; only ever used before the first text.</param>
/// <param name="RetryAfter">How long the provider asked us to wait.</param>
internal sealed record ModelFailure(MessageError Error, bool MayRetry = false, TimeSpan? RetryAfter = null)
{
    /// <summary>Null when the exception says nothing about a provider: then it is a fault of ours.</summary>
    /// <param name="begun">Whether any text came before it.</param>
    public static ModelFailure? Of(Exception exception, Agent agent, bool begun, TimeProvider time) =>
        exception switch
        {
            ReplyFailedException failed => new(failed.Error),
            TimeoutException => Timeout(agent),
            ModelException { Fault: ModelFault.Incomplete } => Incomplete(agent),
            ModelException { Fault: ModelFault.Reported, Status: 0 } => Reported(agent),
            ModelException { Fault: ModelFault.Reported } reported => OfStatus(reported.Status, null, agent),
            ModelException => Invalid(agent),
            ClientResultException { Status: > 0 } refused => OfStatus(refused.Status, RetryAfterOf(refused, time), agent),
            HttpRequestException or IOException or ClientResultException => begun ? Incomplete(agent) : Unreachable(agent),
            // What the client throws over an answer that is not the protocol.
            JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException => Invalid(
                agent
            ),
            _ => null,
        };

    /// <summary>The answer was withheld by the provider's content filter.</summary>
    public static ModelFailure Filtered(Agent agent) =>
        Final("provider_filtered", $"The provider '{agent.Provider}' withheld the rest of this answer; ask in other words.");

    /// <summary>The answer ended in a way that nobody asked for, such as a call of a tool.</summary>
    public static ModelFailure Invalid(Agent agent) =>
        Final("provider_invalid", $"The provider '{agent.Provider}' answered in a form that is not understood.");

    public ReplyFailedException ToException(Exception? inner = null) => new(Error, inner);

    private static ModelFailure OfStatus(int status, TimeSpan? retryAfter, Agent agent)
    {
        var provider = $"The provider '{agent.Provider}'";
        return status switch
        {
            401 or 403 => Final(
                "provider_unauthorized",
                $"{provider} refused the key (status {status}); check the configuration."
            ),
            408 => Timeout(agent),
            429 => Passing("provider_busy", $"{provider} has too many requests (status 429); try again later.", retryAfter),
            >= 500 => Passing("provider_unavailable", $"{provider} failed (status {status}); try again later.", retryAfter),
            _ => Final("provider_rejected", $"{provider} rejected the request to '{agent.Model}' (status {status})."),
        };
    }

    private static ModelFailure Timeout(Agent agent) =>
        Passing("provider_timeout", $"The provider '{agent.Provider}' said nothing for too long; try again.");

    private static ModelFailure Unreachable(Agent agent) =>
        Passing("provider_unavailable", $"The provider '{agent.Provider}' cannot be reached; try again later.");

    private static ModelFailure Incomplete(Agent agent) =>
        Passing("provider_incomplete", $"The provider '{agent.Provider}' broke off before its answer was complete.");

    private static ModelFailure Reported(Agent agent) =>
        Final("provider_failed", $"The provider '{agent.Provider}' reported an error instead of an answer.");

    private static ModelFailure Final(string code, string message) => new(new MessageError(code, message));

    private static ModelFailure Passing(string code, string message, TimeSpan? retryAfter = null) =>
        new(new MessageError(code, message), MayRetry: true, retryAfter);

    private static TimeSpan? RetryAfterOf(ClientResultException refused, TimeProvider time)
    {
        if (refused.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) is not true)
            return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var date) ? date - time.GetUtcNow() : null;
    }
}
