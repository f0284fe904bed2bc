using System.Diagnostics;
using System.Text;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;

namespace Roundtable.Bench.Peers;

/// <summary>
/// Streams of Redis with <c>appendfsync always</c>: an entry for each bundle. Writers and followers speak its own protocol; the server that
/// an application would have in between is not there.
/// </summary>
internal sealed class RedisStreams(BenchOptions options) : IPeer
{
    private const int Interval = 400;
    private const int FanOutBundles = 200;
    private const int FanOutInterval = 0;
    private const int ConnectionsMax = 50;
    private const int Messages = 40;
    private const int MessageBundles = 15;
    private const int Rounds = 10;
    private static readonly string Text = StoreFiller.TextOf(1);

    public string Name => "Redis Streams, always";

    public Func<Task<Figures>>? MeasureOf(string scenario, int size) =>
        scenario switch
        {
            "live" => () => LiveAsync(size),
            "fanout" => () => FanOutAsync(size),
            "writers" => () => WriteAsync(size),
            "reads" => () => ReadAsync(size),
            "pages" => () => PageAsync(size),
            "written" => () => WrittenAsync(size),
            _ => null,
        };

    private async Task<Figures> LiveAsync(int live)
    {
        await using var redis = await RedisProcess.StartAsync(options);
        var bundles = (int)(options.DurationOr(3, 20).TotalMilliseconds / Interval);
        List<string> keys = [.. Enumerable.Range(0, live).Select(number => $"live{number}")];
        return await FollowAsync(redis, keys, keys, (bundles, Interval, "bundles/s"));
    }

    private async Task<Figures> FanOutAsync(int followers)
    {
        await using var redis = await RedisProcess.StartAsync(options);
        List<string> all = [.. Enumerable.Repeat("said", followers)];
        return await FollowAsync(redis, all, ["said"], (FanOutBundles, FanOutInterval, "deliveries/s"));
    }

    private static async Task<Figures> FollowAsync(
        RedisProcess redis,
        List<string> followed,
        List<string> said,
        (int Bundles, int Interval, string Rate) script
    )
    {
        using var followers = new FollowedStreams(script.Bundles);
        foreach (var key in followed)
        {
            var connection = await RespConnection.OpenAsync(redis.Port);
            followers.Add(
                (text, wantsMore, cancellationToken) => FollowAsync(connection, (key, text), wantsMore, cancellationToken)
            );
        }

        return await followers.MeasureAsync(
            redis.Id,
            () => Task.WhenAll(said.Select((key, i) => SayAsync(redis.Port, key, script, i * script.Interval / said.Count))),
            script.Rate
        );
    }

    private static async Task FollowAsync(
        RespConnection connection,
        (string Key, StampedText Text) stream,
        Func<bool> wantsMore,
        CancellationToken cancellationToken
    )
    {
        using var _ = connection;
        for (var last = "0"; wantsMore(); )
        {
            var command = RespConnection.Command("XREAD", "BLOCK", "0", "STREAMS", stream.Key, last);
            var entries = (object?[])((object?[])((object?[])(await connection.AskAsync(command, cancellationToken))!)[0]!)[1]!;
            foreach (object?[]? entry in entries)
                stream.Text.Add((byte[])((object?[])entry![1]!)[1]!);
            last = Encoding.ASCII.GetString((byte[])((object?[])entries[^1]!)[0]!);
        }
    }

    private static async Task SayAsync(int port, string key, (int Bundles, int Interval, string Rate) script, int delay)
    {
        using var connection = await RespConnection.OpenAsync(port);
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < script.Bundles; number++)
        {
            var wait = TimeSpan.FromMilliseconds(delay + ((number + 1) * script.Interval)) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, CancellationToken.None);
            var bundle = Encoding.ASCII.GetString(StampedText.Of(number));
            await connection.AskAsync(RespConnection.Command("XADD", key, "*", "t", bundle), CancellationToken.None);
        }
    }

    /// <summary>Writers share connections, as a client library has them do; what is under way on one goes in one piece.</summary>
    private async Task<Figures> WriteAsync(int writers)
    {
        await using var redis = await RedisProcess.StartAsync(options);
        var (latencies, usage, started) = (new Latencies(), Usage.Begin(redis.Id), Stopwatch.GetTimestamp());
        var shares = Enumerable.Range(0, writers).Chunk((writers + ConnectionsMax - 1) / ConnectionsMax);
        await Task.WhenAll(shares.Select(share => Task.Run(() => WriteAsync(redis.Port, share, started, latencies))));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figures().With(latencies).With("bundles/s", latencies.Summary().Count / elapsed).With(usage.End());
    }

    private async Task WriteAsync(int port, int[] writers, long started, Latencies latencies)
    {
        using var connection = await RespConnection.OpenAsync(port);
        byte[] commands = [.. writers.SelectMany(writer => RespConnection.Command("XADD", $"w{writer}", "*", "t", Text))];
        while (Stopwatch.GetElapsedTime(started) < options.DurationOr(3, 20))
        {
            var cut = Stopwatch.GetTimestamp();
            await connection.SendAsync(commands);
            foreach (var _ in writers)
            {
                await connection.ReceiveAsync(CancellationToken.None);
                latencies.Add(Stopwatch.GetElapsedTime(cut));
            }
        }
    }

    private async Task<Figures> ReadAsync(int conversations)
    {
        await using var redis = await RedisProcess.StartAsync(options);
        using var connection = await RespConnection.OpenAsync(redis.Port);
        List<string> keys = [.. Enumerable.Range(0, conversations).Select(number => $"read{number}")];
        foreach (var key in keys)
            await FillAsync(connection, key, Messages * MessageBundles);
        return await Sequence.MeasureAsync(
            redis.Id,
            Rounds,
            keys,
            key => connection.AskAsync(RespConnection.Command("XRANGE", key, "-", "+"), CancellationToken.None)
        );
    }

    /// <summary>An entry for each message here, since it cannot tell which of them are one message's.</summary>
    private async Task<Figures> PageAsync(int messages)
    {
        await using var redis = await RedisProcess.StartAsync(options);
        using var connection = await RespConnection.OpenAsync(redis.Port);
        await FillAsync(connection, "long", messages);
        var command = RespConnection.Command("XREVRANGE", "long", "+", "-", "COUNT", "50");
        return await Sequence.MeasureAsync(redis.Id, 300, [command], page => connection.AskAsync(page, CancellationToken.None));
    }

    private async Task<Figures> WrittenAsync(int turns)
    {
        await using var redis = await RedisProcess.StartAsync(options);
        using var connection = await RespConnection.OpenAsync(redis.Port);
        var filler = new StoreFiller(new Stores.NothingStore());
        for (var turn = 0; turn < turns; turn++)
        {
            await connection.AskAsync(RespConnection.Command("XADD", "chat", "*", "t", filler.Question), CancellationToken.None);
            await FillAsync(connection, "chat", MessageBundles);
        }

        // The file is only ever appended to here, so what is there is what was written.
        var bytes = redis.SizeBytes / ((double)turns * filler.TextBytes(MessageBundles));
        return new Figures().With("written / text", bytes).With("at rest / text", bytes);
    }

    private static async Task FillAsync(RespConnection connection, string key, int entries)
    {
        var command = RespConnection.Command("XADD", key, "*", "t", Text);
        await connection.SendAsync([.. Enumerable.Repeat(command, entries).SelectMany(bytes => bytes)]);
        for (var number = 0; number < entries; number++)
            await connection.ReceiveAsync(CancellationToken.None);
    }
}
