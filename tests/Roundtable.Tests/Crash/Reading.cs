namespace Roundtable.Tests.Crash;

/// <summary>A message as a reader puts it together.</summary>
internal sealed record Reading(string Text, string? AgentId, FinishReason? End)
{
    /// <summary>Reads a message, and finds nothing damaged.</summary>
    public static Reading Of(IConversationStore store, MessageId id)
    {
        var readings = store.ReadChunksAsync(id, 0, CancellationToken.None).ToBlockingEnumerable().ToList();
        Assert.True(readings.Count > 0, $"{id} has nothing to read.");
        Assert.All(readings, reading => Assert.True(reading.Damage is null, $"{id}, chunk {reading.Seq}: {reading.Damage}"));
        var chunks = readings.Select(reading => reading.Chunk!).ToList();
        Assert.Equal(Enumerable.Range(chunks[0].Seq, chunks.Count), chunks.Select(chunk => chunk.Seq));
        Assert.All(chunks[..^1], chunk => Assert.Equal(MessageStatus.Streaming, chunk.Status));
        var end = chunks[^1] switch
        {
            { AuthorId: not null } => FinishReason.Stop,
            { FinishReason: var reason } => reason,
        };
        return new Reading(string.Concat(chunks.Select(chunk => chunk.Tokens)), chunks[0].AgentId, end);
    }
}
