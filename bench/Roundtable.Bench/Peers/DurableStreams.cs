using System.Text.Json.Nodes;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Readers;
using Roundtable.Bench.Serving;

namespace Roundtable.Bench.Peers;

/// <summary>The reference server of Durable Streams, with the models inside as ours has them, and followers over loopback.</summary>
/// <param name="kind"><c>files</c>, which flushes each append, or <c>memory</c>, which keeps nothing.</param>
internal sealed class DurableStreams(BenchOptions options, string kind) : IPeer
{
    private const int Interval = 400;
    private const int FanOutBundles = 200;

    // It writes to its database, flushed, each time that a follower reads: the rate is the same, and known sooner.
    private const int FanOutBundlesOfFiles = 40;
    private const int FanOutInterval = 0;
    private const int Messages = 40;
    private const int MessageBundles = 15;
    private const int Rounds = 10;

    public string Name => $"durable-streams, {kind}";

    private bool IsDurable => kind == "files";

    public Func<Task<Figures>>? MeasureOf(string scenario, int size) =>
        scenario switch
        {
            "live" => () => LiveAsync(size),
            "fanout" => () => FanOutAsync(size),
            "writers" => () => WithServerAsync(server => Timing.WriteAsync(server, size, options.DurationOr(3, 20))),
            "reads" => () => ReadAsync(size),
            "written" when IsDurable => () => WithServerAsync(server => Timing.AskAsync(server, "written", size)),
            _ => null,
        };

    private async Task<Figures> LiveAsync(int live)
    {
        using var folder = new ScratchFolder(options);
        await using var server = await StartAsync(folder);
        await WarmUpAsync(server);
        var bundles = (int)(options.DurationOr(3, 20).TotalMilliseconds / Interval);
        return await FollowAsync(server, await OpenAsync(server, live), (bundles, Interval), "bundles/s");
    }

    private async Task<Figures> FanOutAsync(int followers)
    {
        using var folder = new ScratchFolder(options);
        await using var server = await StartAsync(folder);
        await WarmUpAsync(server);
        var all = Enumerable.Repeat((await OpenAsync(server, 1))[0], followers).ToList();
        return await FollowAsync(server, all, (IsDurable ? FanOutBundlesOfFiles : FanOutBundles, FanOutInterval), "deliveries/s");
    }

    private static async Task WarmUpAsync(PeerProcess server)
    {
        var streams = await OpenAsync(server, 10);
        await FollowAsync(server, streams, (50, 1));
        await server.AskAsync("close", PathsOf(streams));
    }

    /// <param name="script">How many bundles, and milliseconds from one to the next.</param>
    private static async Task<Figures> FollowAsync(
        PeerProcess server,
        List<string> paths,
        (int Bundles, int Interval) script,
        string rate = "bundles/s"
    )
    {
        using var followers = new FollowedStreams(script.Bundles);
        var connecting = new List<Task>();
        foreach (var path in paths)
        {
            var connected = new TaskCompletionSource();
            connecting.Add(connected.Task);
            followers.Add(
                (text, wantsMore, cancellationToken) =>
                    ReadAsync((new Uri(server.Address), path), text, (connected, wantsMore), cancellationToken)
            );
        }

        await Task.WhenAll(connecting);
        var said = PathsOf(paths.Distinct());
        return await followers.MeasureAsync(server.Id, () => server.AskAsync("say", said, script.Bundles, script.Interval), rate);
    }

    private static JsonArray PathsOf(IEnumerable<string> paths)
    {
        JsonNode[] nodes = [.. paths];
        return new JsonArray(nodes);
    }

    private static async Task ReadAsync(
        (Uri Server, string Path) stream,
        StampedText text,
        (TaskCompletionSource Connected, Func<bool> WantsMore) reading,
        CancellationToken cancellationToken
    )
    {
        using var events = await EventSocket.OpenAsync(stream.Server, $"{stream.Path}?offset=-1&live=sse");
        while (reading.WantsMore() && await events.ReadAsync(Take, cancellationToken))
            reading.Connected.TrySetResult();

        void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
        {
            if (name.SequenceEqual("data"u8))
                text.Add(data);
        }
    }

    private async Task<Figures> ReadAsync(int conversations)
    {
        using var folder = new ScratchFolder(options);
        await using var server = await StartAsync(folder);
        var filled = await server.AskAsync("fill", conversations, Messages, MessageBundles);
        var paths = filled["paths"]!.AsArray().Select(path => path!.GetValue<string>()).ToList();
        using var talker = new Talker(new Uri(server.Address));
        return await Sequence.MeasureAsync(server.Id, Rounds, paths, path => talker.GetAsync($"{path}?offset=-1"));
    }

    private async Task<Figures> WithServerAsync(Func<PeerProcess, Task<Figures>> measureAsync)
    {
        using var folder = new ScratchFolder(options);
        await using var server = await StartAsync(folder);
        return await measureAsync(server);
    }

    private static async Task<List<string>> OpenAsync(PeerProcess server, int streams)
    {
        var opened = await server.AskAsync("open", streams);
        return [.. opened["paths"]!.AsArray().Select(path => path!.GetValue<string>())];
    }

    private Task<PeerProcess> StartAsync(ScratchFolder folder)
    {
        Directory.CreateDirectory(folder.Path);
        return PeerProcess.StartAsync("durable-streams.mjs", kind, folder.Path);
    }
}
