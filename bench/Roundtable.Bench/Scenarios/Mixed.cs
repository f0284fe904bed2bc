using System.Diagnostics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Readers;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>Everything at once: replies that stream, people who read, look at their lists and ask.</summary>
internal sealed class Mixed(BenchOptions options) : Scenario(options)
{
    private const int Conversations = 200;
    private const int Readers = 8;
    private const int TokensPerSecond = 50;
    private readonly FilledFolders _folders = new(options);

    public override string Name => "mixed";

    public override string Summary =>
        "Live replies with a follower each while 8 readers take conversations, pages and lists and ask, against either alone.";

    public override string SizeOf => "live";

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        await _folders.FillAsync(Conversations, turns: 20, replyBundles: 15);
        return
        [
            .. Options
                .SizesOr([50], [500])
                .SelectMany(live =>
                    (Case[])
                        [
                            new(live, "both", () => MeasureAsync(live, Readers)),
                            new(live, "live replies alone", () => MeasureAsync(live, 0)),
                            new(0, "readers alone", () => MeasureAsync(0, Readers)),
                        ]
                ),
        ];
    }

    public override ValueTask DisposeAsync()
    {
        _folders.Dispose();
        return base.DisposeAsync();
    }

    private async Task<Figures> MeasureAsync(int live, int readers)
    {
        await using var server = await HostProcess.StartAsync("roundtable", StoreOpening.Power, _folders.Sealed);
        using var talker = new Talker(server.Address);
        var duration = Options.DurationOr(3, 20);
        var tokens = (int)((duration.TotalSeconds + 1 + (live / 100.0)) * TokensPerSecond);
        var (bundles, reads, turns) = (new Latencies(), new Latencies(), new Latencies());
        var followings = new List<(StampedReader Reader, Task Reading)>();
        for (var i = 0; i < live; i++)
        {
            var path = await talker.AskAsync(tokens, TokensPerSecond) + "?offset=0";
            var reader = new StampedReader(bundles);
            followings.Add((reader, reader.ReadAsync(server.Address, path, CancellationToken.None)));
        }

        var (usage, started) = (Usage.Begin(server.Id), Stopwatch.GetTimestamp());
        await Task.WhenAll(
            Enumerable
                .Range(0, readers)
                .Select(reader => ReadAsync(talker, reader, (started, duration), (reads, turns)))
                .Append(Task.Delay(duration, TimeProvider.System, CancellationToken.None))
        );
        usage.End();
        await Task.WhenAll(followings.Select(following => following.Reading));
        return new Figures()
            .WithAll("bundle", bundles)
            .With("reads/s", reads.Summary().Count / duration.TotalSeconds)
            .WithAll("read", reads)
            .WithAll("turn", turns)
            .With(usage)
            .With("lost", followings.Sum(following => following.Reader.Lost))
            .With("twice", followings.Sum(following => following.Reader.Twice));
    }

    /// <summary>One person: mostly reads, sometimes asks; always as soon as the answer before is there.</summary>
    private async Task ReadAsync(
        Talker talker,
        int reader,
        (long Started, TimeSpan Duration) time,
        (Latencies Reads, Latencies Turns) latencies
    )
    {
        for (var i = reader; Stopwatch.GetElapsedTime(time.Started) < time.Duration; i += Readers)
        {
            var begun = Stopwatch.GetTimestamp();
            var conversation = $"/api/conversations/{_folders.Conversations[i % Conversations]}";
            switch (i / Readers % 4)
            {
                case 0:
                    await talker.GetAsync(conversation);
                    break;
                case 1:
                    await talker.GetAsync($"{conversation}/messages?order=desc&limit=20");
                    break;
                case 2:
                    await talker.GetAsync("/api/conversations");
                    break;
                default:
                    using (await talker.PostAsync($"{conversation}/messages", """{"content":"say 20 at 0"}"""))
                        latencies.Turns.Add(Stopwatch.GetElapsedTime(begun));
                    continue;
            }

            latencies.Reads.Add(Stopwatch.GetElapsedTime(begun));
        }
    }
}
