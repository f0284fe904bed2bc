using System.Diagnostics.Metrics;
using Roundtable.Files;

namespace Roundtable.Child.Power;

/// <summary>Opens a store after a power cut and compares it with what had been acknowledged before.</summary>
internal static class PowerCheck
{
    public static async Task<int> RunAsync(string folder, string statements, int known)
    {
        using var meter = new Meter("roundtable.child");
        await using var store = await PowerWriter.OpenAsync(folder, meter);
        var wrongs = new List<string>();
        var shown = new Dictionary<MessageId, (int Length, bool IsEnded)>();
        foreach (var line in File.ReadLines(statements).Take(known))
        {
            if (line.Split(' ') is not [var kind, var id, var value])
                continue;
            if (kind == "user" && await store.FindUserAsync(UserId.Parse(id), CancellationToken.None) is null)
                wrongs.Add($"{id} is gone");
            else if (
                kind == "conversation"
                && await store.FindConversationAsync(ConversationId.Parse(id), CancellationToken.None) is null
            )
                wrongs.Add($"{id} is gone");
            else if (kind is "turn" or "shown" or "ended")
                shown[MessageId.Parse(id)] = (int.Parse(value, null), kind == "ended");
        }

        foreach (var (id, (length, isEnded)) in shown)
            wrongs.AddRange(await WrongsAsync(store, id, length, isEnded));
        foreach (var wrong in wrongs)
            Console.WriteLine(wrong);
        return wrongs.Count == 0 ? 0 : 1;
    }

    private static async Task<List<string>> WrongsAsync(FileStore store, MessageId id, int length, bool isEnded)
    {
        var text = "";
        FinishReason? end = null;
        var wrongs = new List<string>();
        await foreach (var reading in store.ReadChunksAsync(id, 0, CancellationToken.None))
        {
            if (reading.Chunk is not { } chunk)
            {
                wrongs.Add($"{id}, chunk {reading.Seq}: {reading.Damage}");
                continue;
            }

            text += chunk.Tokens;
            if (end is not null)
                wrongs.Add($"{id} goes on after its end");
            end = chunk.FinishReason;
        }

        if (text.Length < length || (isEnded && text.Length > length))
            wrongs.Add($"{id} has {text.Length} characters, {length} were shown");
        if (text != SpokenText.Of(id, 0, text.Length))
            wrongs.Add($"{id} says what nobody said");
        if (end is not (FinishReason.Stop or FinishReason.Interrupted) || (isEnded && end != FinishReason.Stop))
            wrongs.Add($"{id} ended {end}");
        return wrongs;
    }
}
