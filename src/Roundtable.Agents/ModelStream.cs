using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>
/// Asks an agent's model and gives its answer as it comes: tried again until the first text and never after it, every wait
/// bounded, and no longer than the agent may speak.
/// </summary>
internal sealed partial class ModelStream(
    ChatClients clients,
    ITokenCounter counter,
    TimeProvider time,
    ILogger<ModelStream> logger
)
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    /// <summary>The answer; its last delta carries the reason why it ended.</summary>
    /// <exception cref="ReplyFailedException">The provider failed; what was given before is all there is.</exception>
    public async IAsyncEnumerable<Delta> AnswerAsync(
        Agent agent,
        IReadOnlyList<ChatMessage> context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Named by the semantic conventions of OpenTelemetry for generative AI; without what is asked and answered.
        using var span = Telemetry
            .Source.StartActivity($"chat {agent.Model}", ActivityKind.Client)
            ?.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", agent.Provider)
            .SetTag("gen_ai.request.model", agent.Model)
            .SetTag("gen_ai.agent.id", agent.Id);
        var (attempt, update) = await BeginAsync(agent, context, cancellationToken).ConfigureAwait(false);
        await using var _ = attempt.ConfigureAwait(false);
        var room = agent.ReplyTokensMax;
        while (update is not null)
        {
            var fitting = counter.Fit(update.Text, room);
            room -= fitting.TokenCount;
            if (fitting.Length < update.Text.Length)
            {
                yield return new Delta(update.Text[..fitting.Length], FinishReason.Length, fitting.TokenCount);
                yield break;
            }

            if (update.Text.Length > 0)
                yield return new Delta(update.Text, TokenCount: fitting.TokenCount);
            if (update.FinishReason is { } reason)
            {
                yield return new Delta("", FinishOf(reason, agent));
                yield break;
            }

            update = await NextAsync(attempt, agent, cancellationToken).ConfigureAwait(false);
        }

        yield return new Delta("", FinishReason.Stop);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Only what is a known failure of a provider is caught.")]
    private async Task<(ModelAttempt, ChatResponseUpdate?)> BeginAsync(
        Agent agent,
        IReadOnlyList<ChatMessage> context,
        CancellationToken cancellationToken
    )
    {
        var client = clients.For(agent);
        var limits = clients.LimitsOf(agent);
        var options = new ChatOptions { MaxOutputTokens = agent.ReplyTokensMax };
        for (var number = 1; ; number++)
        {
            var attempt = new ModelAttempt(
                token => client.GetStreamingResponseAsync(context, options, token),
                time,
                cancellationToken
            );
            var pause = TimeSpan.Zero;
            try
            {
                return (attempt, await attempt.NextAsync(limits.FirstTokenTimeout).ConfigureAwait(false));
            }
            catch (Exception exception)
                when (!cancellationToken.IsCancellationRequested
                    && ModelFailure.Of(exception, agent, begun: false, time) is { } failure
                )
            {
                await attempt.DisposeAsync().ConfigureAwait(false);
                pause = PauseBefore(number + 1, limits, failure) ?? throw failure.ToException(exception);
                LogTriedAgain(agent.Id, agent.Provider, failure.Error.Code, number);
            }
            catch
            {
                await attempt.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <remarks>Pooled: each delta of each reply passes here, and is awaited once.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    [SuppressMessage("Design", "CA1031", Justification = "Only what is a known failure of a provider is caught.")]
    private async ValueTask<ChatResponseUpdate?> NextAsync(ModelAttempt attempt, Agent agent, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt.NextAsync(clients.LimitsOf(agent).IdleTimeout).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (!cancellationToken.IsCancellationRequested
                && ModelFailure.Of(exception, agent, begun: true, time) is { } failure
            )
        {
            throw failure.ToException(exception);
        }
    }

    /// <summary>How long to wait before that attempt; null when it is not to be made.</summary>
    private static TimeSpan? PauseBefore(int number, ProviderOptions limits, ModelFailure failure)
    {
        if (!failure.MayRetry || number > limits.Attempts || failure.RetryAfter > PauseMax)
            return null;

        // Up to a quarter more at random, so that many replies that failed together do not come back together.
        var jitter = 1 + (RandomShare() / 4);
        var pause = limits.RetryDelay * (Math.Pow(2, number - 2) * jitter);
        pause = pause < PauseMax ? pause : PauseMax;
        return failure.RetryAfter > pause ? failure.RetryAfter : pause;
    }

    [SuppressMessage("Security", "CA5394", Justification = "Spreads retries; nobody gains by guessing it.")]
    private static double RandomShare() => Random.Shared.NextDouble();

    private static FinishReason FinishOf(ChatFinishReason reason, Agent agent) =>
        reason switch
        {
            _ when reason == ChatFinishReason.Stop => FinishReason.Stop,
            _ when reason == ChatFinishReason.Length => FinishReason.Length,
            _ when reason == ChatFinishReason.ContentFilter => throw ModelFailure.Filtered(agent).ToException(),
            _ => throw ModelFailure.Invalid(agent).ToException(),
        };

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Attempt {Number} of agent {Agent} at provider {Provider} failed with {Code}; trying again."
    )]
    private partial void LogTriedAgain(string agent, string provider, string code, int number);
}
