using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Sealing;

/// <summary>What tests of sealing do and look at.</summary>
internal static class Seals
{
    /// <summary>Seals what is quiet, once every file has its name; gives how many sealed files that made.</summary>
    public static async Task<int> SealAsync(this StreamHost host, TimeSpan quietFor = default)
    {
        var named = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Store.Machinery.Files.AddBarrier(named.SetResult);
        await named.Task;
        return host.Store.Machinery.Sealer.SealQuiet(quietFor);
    }

    /// <summary>Everything that a reader can learn of a conversation, past any cache.</summary>
    public static async Task<IReadOnlyList<ChunkReading>> ReadAllAsync(
        this StreamHost host,
        ConversationId id,
        int newest = int.MaxValue
    )
    {
        var readings = new List<ChunkReading>();
        var conversation = await host.Store.FindConversationAsync(id, CancellationToken.None);
        for (var number = Math.Max(1, conversation!.MessageCount - newest); number <= conversation.MessageCount; number++)
        {
            await foreach (var reading in host.Store.ReadChunksAsync(new MessageId(id, number), 0, CancellationToken.None))
                readings.Add(reading);
        }

        return readings;
    }

    /// <summary>The same as text, which compares bundle by bundle.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(this StreamHost host, ConversationId id) =>
        [.. (await host.ReadAllAsync(id)).Select(Describe)];

    public static string Describe(ChunkReading reading) =>
        reading.Chunk is { } chunk
            ? System.Text.Encoding.UTF8.GetString(Roundtable.Stored.ChunkFile.Encode(chunk))
            : $"{reading.Seq} {reading.Damage}";

    public static string NameOf(ConversationId id, int seal) => $"users/{id.User}/data/conversations/{id}-sealed-{seal:D3}.jsonl";

    /// <summary>The message files that lie there loose, in the order in which they are sealed.</summary>
    public static IReadOnlyList<string> Loose(string data, ConversationId id) =>
        [
            .. Directory
                .GetFiles(Path.Combine(data, $"users/{id.User}/data/conversations/messages"), $"{id}-*.json")
                .OrderBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal),
        ];
}
