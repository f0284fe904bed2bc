using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;

namespace Roundtable.Bench;

/// <summary>How long a store takes to open: empty, and with many conversations of a few messages, loose and sealed.</summary>
internal static class StartTime
{
    private const int TurnsPerConversation = 2;
    private const int BundlesPerReply = 7;
    private static readonly string Text = string.Concat(Enumerable.Repeat(" word", 20));

    public static async Task<int> RunAsync(BenchOptions options, int conversations)
    {
        var folder = Path.Combine(options.Folder, Guid.NewGuid().ToString("N"));
        using var meter = new Meter("bench");
        try
        {
            Console.WriteLine($"empty: {await OpenAsync(folder, meter, options.Runs)}");
            await FillAsync(folder, meter, conversations);
            Console.WriteLine($"{conversations} conversations, loose files: {await OpenAsync(folder, meter, options.Runs)}");
            await using (
                var store = await FileStore.OpenAsync(
                    Options(folder),
                    meter,
                    TimeProvider.System,
                    NullLogger<FileStore>.Instance,
                    default
                )
            )
                store.Machinery.Sealer.SealQuiet(TimeSpan.Zero);
            Console.WriteLine($"{conversations} conversations, sealed: {await OpenAsync(folder, meter, options.Runs)}");
            return 0;
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static FileStoreOptions Options(string folder) => new() { Folder = folder, SealAfter = null };

    private static async Task<string> OpenAsync(string folder, Meter meter, int runs)
    {
        var times = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var store = await FileStore.OpenAsync(
                Options(folder),
                meter,
                TimeProvider.System,
                NullLogger<FileStore>.Instance,
                default
            );
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        return $"{times[times.Count / 2]:F0} ms ({times[0]:F0}-{times[^1]:F0})";
    }

    private static async Task FillAsync(string folder, Meter meter, int conversations)
    {
        await using var store = await FileStore.OpenAsync(
            Options(folder),
            meter,
            TimeProvider.System,
            NullLogger<FileStore>.Instance,
            default
        );
        var user = await store.AddUserAsync("Bench", default);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, conversations),
            new ParallelOptions { MaxDegreeOfParallelism = 200 },
            async (number, _) =>
            {
                var conversation = await store.CreateConversationAsync(
                    user.Id,
                    new ConversationFacts { Title = $"Number {number}" },
                    default
                );
                for (var turn = 0; turn < TurnsPerConversation; turn++)
                    await TurnAsync(store, conversation!.Id);
            }
        );
    }

    private static async Task TurnAsync(FileStore store, ConversationId id)
    {
        var turn = new NewTurn
        {
            AuthorId = id.User,
            Content = "Go on.",
            TokenCount = 3,
            Replies = [new NewReply("sage", "model", RoutedBy.Default)],
        };
        var reply = (await store.BeginTurnAsync(id, turn, default))!.Replies[0];
        for (var number = 0; number < BundlesPerReply; number++)
        {
            var bundle = new Bundle
            {
                MessageId = reply,
                Seq = (number / 3) + 1,
                Offset = number * Text.Length,
                Tokens = Text,
                TokenCount = 20,
                Timestamp = DateTimeOffset.UnixEpoch,
                ClosesChunk = number % 3 == 2,
            };
            await store.AppendBundleAsync(bundle, default);
        }

        await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), default);
    }
}
