using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>A model that needs no network: a persona's answer, word by word, at a steady pace.</summary>
internal sealed class DemoChatClient(DemoPersona persona, int tokensPerSecond, ITokenCounter counter, TimeProvider time)
    : IChatClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var answer = persona.Answer(Question(messages));
        var started = time.GetTimestamp();
        var tokens = 0;
        foreach (var word in Words(answer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            tokens += counter.Count(word);
            await PaceAsync(started, tokens, cancellationToken).ConfigureAwait(false);
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        }

        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    /// <inheritdoc/>
    public void Dispose() { }

    private static DemoQuestion Question(IEnumerable<ChatMessage> messages)
    {
        var asked = messages.LastOrDefault(message => message.Role == ChatRole.User);
        var text = asked?.Text ?? "";
        var speaker = asked?.AuthorName is { } name ? SpokenText.Prefix(name) : "";
        return new DemoQuestion(text.StartsWith(speaker, StringComparison.Ordinal) ? text[speaker.Length..] : text);
    }

    // Each token has its moment counted from the start, so that late timers do not add up.
    private Task PaceAsync(long started, int tokens, CancellationToken cancellationToken)
    {
        if (tokensPerSecond == 0)
            return Task.CompletedTask;
        var wait = TimeSpan.FromSeconds((double)tokens / tokensPerSecond) - time.GetElapsedTime(started);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>The text cut before each run of spaces, which is roughly how a model speaks.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i]) || char.IsWhiteSpace(text[i - 1]))
                continue;
            yield return text[start..i];
            start = i;
        }

        if (start < text.Length)
            yield return text[start..];
    }
}
