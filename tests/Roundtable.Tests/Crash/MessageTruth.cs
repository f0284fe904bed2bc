using Roundtable.Stored;

namespace Roundtable.Tests.Crash;

/// <summary>What is known of a message outside the store.</summary>
internal sealed class MessageTruth(MessageId id, string? agentId, string text)
{
    private readonly List<(Attempt Attempt, Bundle Bundle)> _bundles = [];
    private readonly List<(Attempt Attempt, FinishReason Reason)> _ends = [];

    public MessageId Id => id;

    /// <summary>Who answers; null in a user's message.</summary>
    public string? AgentId => agentId;

    /// <summary>The text that was acknowledged.</summary>
    public string Text { get; private set; } = text;

    /// <summary>The end that was acknowledged.</summary>
    public FinishReason? End { get; private set; } = agentId is null ? FinishReason.Stop : null;

    /// <summary>What a reader saw, at most.</summary>
    public string Seen { get; private set; } = "";

    /// <summary>Where the next bundle begins, if all that waits succeeds.</summary>
    public PreparedReply Next { get; private set; } = PreparedReply.Empty;

    private PreparedReply Acknowledged { get; set; } = PreparedReply.Empty;

    public Attempt Try(IReadOnlyList<Bundle> bundles)
    {
        var attempt = new Attempt();
        foreach (var bundle in bundles)
            _bundles.Add((attempt, bundle));
        Next = Next.After(bundles);
        return attempt;
    }

    public Attempt Try(FinishReason reason)
    {
        var attempt = new Attempt();
        _ends.Add((attempt, reason));
        return attempt;
    }

    public void Acknowledge(IReadOnlyList<Bundle> bundles)
    {
        Assert.Equal(Text.Length, bundles[0].Offset);
        Text += string.Concat(bundles.Select(bundle => bundle.Tokens));
        Acknowledged = Acknowledged.After(bundles);
    }

    public void Acknowledge(FinishReason reason)
    {
        Assert.Null(End);
        End = reason;
    }

    public void See(string text)
    {
        Assert.StartsWith(Text, text, StringComparison.Ordinal);
        if (text.Length < Seen.Length)
            Assert.StartsWith(text, Seen, StringComparison.Ordinal);
        else
            Assert.StartsWith(Seen, Seen = text, StringComparison.Ordinal);
    }

    public void Forget(Predicate<Attempt> which)
    {
        _bundles.RemoveAll(bundle => which(bundle.Attempt));
        _ends.RemoveAll(end => which(end.Attempt));
    }

    /// <summary>Everything that waited has been answered.</summary>
    public void Settle() => Next = Acknowledged;

    /// <summary>Compares with what a new process reads, and believes it where either was possible.</summary>
    public void Adopt(string text, FinishReason end)
    {
        Assert.StartsWith(Seen, text, StringComparison.Ordinal);
        Assert.True(CouldBe(text, Text), $"{id} says '{text}'; '{Text}' was acknowledged.");
        Assert.True(
            End is { } known
                ? end == known && text == Text
                : end == FinishReason.Interrupted || _ends.Any(it => it.Reason == end),
            $"{id} ended {end}; acknowledged is {End} after '{Text}'."
        );
        (Text, End) = (text, end);
        Forget(_ => true);
    }

    private bool CouldBe(string text, string reached) =>
        text == reached
        || _bundles.Any(it =>
            it.Bundle.Offset == reached.Length
            && text.AsSpan(reached.Length).StartsWith(it.Bundle.Tokens)
            && text.StartsWith(reached, StringComparison.Ordinal)
            && CouldBe(text, reached + it.Bundle.Tokens)
        );
}
