using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Roundtable.Bench.Serving;

/// <summary>
/// A model inside the server that does as it is told: <c>say 4000 at 50</c> is 4,000 tokens, a delta each, 50 a second; 0 is
/// as fast as possible. <c>hold 4000 at 50</c> waits until somebody says <c>go</c>. What it says is in <see cref="Script"/>.
/// </summary>
internal sealed class ScriptedModel(TimeProvider time) : IChatClient
{
    private TaskCompletionSource _go = NewGate();

    /// <summary>What lets the held ones speak.</summary>
    public const string Go = "go";

    /// <summary>What asks for so much text.</summary>
    public static string Order(int tokens, int perSecond, bool isHeld = false) =>
        string.Create(CultureInfo.InvariantCulture, $"{(isHeld ? "hold" : "say")} {tokens} at {perSecond}");

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        // The speaker's name comes first.
        var order = messages.Last(message => message.Role == ChatRole.User).Text.Split(": ")[^1];
        if (order == Go)
            Interlocked.Exchange(ref _go, NewGate()).SetResult();
        if (order.StartsWith("hold", StringComparison.Ordinal))
            await Volatile.Read(ref _go).Task.WaitAsync(cancellationToken);
        var (tokens, perSecond) = Parse(order);
        var started = time.GetTimestamp();
        var due = "";
        for (var (said, step) = (0, 1); said < tokens; said += step)
        {
            step = Script.StepAt(said);
            if (said % Script.BundleTokens == 0)
                due = Stamp.Of(Script.DueAt(started, said / Script.BundleTokens, perSecond));
            await PaceAsync(started, said + step - Script.BundleTokens, perSecond, cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, Script.TextAt(said, due));
        }

        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private Task PaceAsync(long started, int said, int perSecond, CancellationToken cancellationToken)
    {
        if (perSecond == 0)
            return Task.CompletedTask;
        var wait = TimeSpan.FromSeconds((double)said / perSecond) - time.GetElapsedTime(started);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    private static (int Tokens, int PerSecond) Parse(string order) =>
        order.Split(' ') switch
        {
            [Go] => (0, 0),
            ["say" or "hold", var tokens, "at", var perSecond] => (
                int.Parse(tokens, CultureInfo.InvariantCulture),
                int.Parse(perSecond, CultureInfo.InvariantCulture)
            ),
            _ => throw new ArgumentException($"'{order}' is no order for the scripted model."),
        };

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
