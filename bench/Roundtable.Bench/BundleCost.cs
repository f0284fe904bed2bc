using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;
using Roundtable.Files.Disk;
using Roundtable.Files.Journaling;

namespace Roundtable.Bench;

/// <summary>
/// What storing adds to a bundle: N replies at once, each making a bundle of 20 tokens durable every 400 ms (50 tokens a
/// second), against the same stream that is not stored at all. Medians of several runs, with their spread.
/// </summary>
internal static class BundleCost
{
    private const int BundlesPerChunk = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);
    private static readonly string Text = string.Concat(Enumerable.Repeat(" word", 20));
    private static readonly string[] Variants = ["nothing", "process", "power", "power, flush + 1 ms"];

    public static async Task<int> RunAsync(BenchOptions options)
    {
        Console.WriteLine(
            $"{"live", 6}  {"stored", -20} {"bundles/s", 10} {"p50 ms", 10} {"(spread)", 18} {"p99 ms", 10} {"(spread)", 18} {"cpu", 6}"
        );
        var rows = new List<object>();
        foreach (var live in options.Live)
        {
            var results = Variants.ToDictionary(variant => variant, _ => new List<Run>());
            for (var run = 0; run < options.Runs; run++)
            {
                foreach (var variant in Variants)
                    results[variant].Add(await MeasureAsync(variant, live, options));
            }

            foreach (var variant in Variants)
                rows.Add(Print(live, variant, results[variant]));
        }

        if (options.JsonPath is { } path)
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(rows));
        return 0;
    }

    private static async Task<Run> MeasureAsync(string variant, int live, BenchOptions options)
    {
        var folder = Path.Combine(options.Folder, Guid.NewGuid().ToString("N"));
        using var meter = new Meter("bench");
        try
        {
            await using var store = await OpenAsync(variant, folder, meter);
            var replies = await BeginAsync(store, live);
            var latencies = new Latencies();
            var (cpu, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            await Task.WhenAll(
                replies.Select((reply, i) => StreamAsync(store, reply, options.Duration, i * Pace / live, latencies))
            );
            var elapsed = Stopwatch.GetElapsedTime(started);
            var (count, p50, p99) = latencies.Summary();
            return new Run(count / elapsed.TotalSeconds, p50, p99, (Environment.CpuUsage.TotalTime - cpu) / elapsed);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IConversationStore> OpenAsync(string variant, string folder, Meter meter)
    {
        if (variant == "nothing")
            return new NothingStore();
        var durability = variant == "process" ? Durability.ProcessOnlyLossyOnPowerCut : Durability.Power;
        IDisk disk = variant.Contains('+', StringComparison.Ordinal)
            ? new SlowFlushDisk(TimeSpan.FromMilliseconds(1))
            : new LinuxDisk();
        var fileOptions = new FileStoreOptions { Folder = folder, Durability = durability };
        var setup = new JournalSetup(fileOptions, disk, new FileStoreMetrics(meter), NullLogger.Instance);
        return await FileStoreOpening.OpenAsync(setup, TimeProvider.System, CancellationToken.None);
    }

    private static async Task<List<MessageId>> BeginAsync(IConversationStore store, int live)
    {
        var user = await store.AddUserAsync("Bench", CancellationToken.None);
        var replies = new List<MessageId>();
        while (replies.Count < live)
        {
            var conversation = await store.CreateConversationAsync(user.Id, new ConversationFacts(), CancellationToken.None);
            var turn = new NewTurn
            {
                AuthorId = user.Id,
                Content = "Go.",
                TokenCount = 2,
                Replies = [new NewReply("sage", null, RoutedBy.Default)],
            };
            replies.AddRange((await store.BeginTurnAsync(conversation!.Id, turn, CancellationToken.None))!.Replies);
        }

        return replies;
    }

    private static async Task StreamAsync(
        IConversationStore store,
        MessageId reply,
        TimeSpan duration,
        TimeSpan phase,
        Latencies latencies
    )
    {
        await Task.Delay(phase, TimeProvider.System);
        using var timer = new PeriodicTimer(Pace);
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; Stopwatch.GetElapsedTime(started) < duration; number++)
        {
            var cut = Stopwatch.GetTimestamp();
            var bundle = new Bundle
            {
                MessageId = reply,
                Seq = (number / BundlesPerChunk) + 1,
                Offset = number * Text.Length,
                Tokens = Text,
                TokenCount = 20,
                Timestamp = DateTimeOffset.UnixEpoch,
                ClosesChunk = number % BundlesPerChunk == BundlesPerChunk - 1,
            };
            await store.AppendBundleAsync(bundle, CancellationToken.None);
            latencies.Add(Stopwatch.GetElapsedTime(cut));
            await timer.WaitForNextTickAsync();
        }
    }

    private static object Print(int live, string variant, List<Run> runs)
    {
        var (p50, p50Low, p50High) = Spread(runs.Select(run => run.P50));
        var (p99, p99Low, p99High) = Spread(runs.Select(run => run.P99));
        var (rate, _, _) = Spread(runs.Select(run => run.BundlesPerSecond));
        var (cpu, _, _) = Spread(runs.Select(run => run.CpuShare));
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{live, 6}  {variant, -20} {rate, 10:F0} {p50, 10:F3} {$"({p50Low:F3}-{p50High:F3})", 18} {p99, 10:F3} {$"({p99Low:F3}-{p99High:F3})", 18} {cpu, 6:P0}"
        );
        Console.WriteLine(line);
        return new
        {
            live,
            variant,
            bundlesPerSecond = rate,
            p50,
            p99,
            cpu,
        };
    }

    private static (double Median, double Low, double High) Spread(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }

    private sealed record Run(double BundlesPerSecond, double P50, double P99, double CpuShare);
}
