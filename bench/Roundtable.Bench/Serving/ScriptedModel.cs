using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Roundtable.Bench.Serving;

/// <summary>
/// A model inside the server that does as it is told: <c>say 4000 at 50</c> is 4,000 tokens, a delta each, 50 a second; 0 is
/// as fast as possible. <c>hold 4000 at 50</c> waits until somebody says <c>go</c>. The last four tokens of each twenty are a
/// <see cref="Stamp"/>: with it the bundle is full and cut.
/// </summary>
internal sealed class ScriptedModel(TimeProvider time) : IChatClient
{
    public const int BundleTokens = 20;
    private const int StampTokens = 4;
    private const string Word = " word";
    private TaskCompletionSource _go = NewGate();

    /// <summary>Length of a bundle's text.</summary>
    public const int BundleLength = ((BundleTokens - StampTokens) * 5) + 1 + Stamp.Length;

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
        for (var said = 0; said < tokens; )
        {
            var isStamp = said % BundleTokens == BundleTokens - StampTokens;
            said += isStamp ? StampTokens : 1;
            await PaceAsync(started, said, perSecond, cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, isStamp ? " " + Stamp.Now() : Word);
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
