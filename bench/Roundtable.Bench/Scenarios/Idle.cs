using System.Globalization;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Readers;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>W9: what the server's memory grows by for each follower that waits, and over one long message.</summary>
internal sealed class Idle(BenchOptions options) : Scenario(options)
{
    private const int ConnectingAtOnce = 32;

    public override string Name => "idle";

    public override string Summary =>
        "Resident memory of the server for each follower of a quiet conversation, and over one message of 100,000 tokens, or a million.";

    public override string SizeOf => "followers";

    private int MessageTokens => Options.IsLong ? 1_000_000 : 100_000;

    public override Task<IReadOnlyList<Case>> PrepareAsync() =>
        Task.FromResult<IReadOnlyList<Case>>([
            .. Options
                .SizesOr([1_000], [5_000])
                .SelectMany(followers =>
                    (Case[])
                        [
                            new(followers, StoreOpening.Power, () => MeasureAsync(followers)),
                            new(followers, "connections to Kestrel", () => MeasureConnectionsAsync(followers)),
                        ]
                ),
            new(1, string.Create(CultureInfo.InvariantCulture, $"one message of {MessageTokens:N0} tokens"), MeasureMessageAsync),
        ]);

    private async Task<Figures> MeasureAsync(int followers)
    {
        using var folder = new ScratchFolder(Options);
        await using var server = await HostProcess.StartAsync("roundtable", StoreOpening.Power, folder.Path);
        using var talker = new Talker(server.Address);
        return await FollowAsync(server, followers, await talker.CreateAsync() + "/events");
    }

    private static async Task<Figures> MeasureConnectionsAsync(int followers)
    {
        await using var server = await HostProcess.StartAsync("frames");
        return await FollowAsync(server, followers, "/held?bundles=1&pace=0");
    }

    private static async Task<Figures> FollowAsync(HostProcess server, int followers, string path)
    {
        // The first ones make the code and the pools that all share.
        var warm = await ConnectAsync(server, followers / 4, path);
        var before = Usage.MemoryMiBOf(server.Id);
        var sockets = await ConnectAsync(server, followers, path);
        var usage = Usage.Begin(server.Id);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        usage.End();
        sockets.Concat(warm).ToList().ForEach(socket => socket.Dispose());
        return new Figures()
            .With("KiB / follower", (usage.MemoryMiB - before) * 1024 / followers)
            .With(Figures.Memory, usage.MemoryMiB)
            .With(Figures.Cpu, usage.Cores);
    }

    private static async Task<List<EventSocket>> ConnectAsync(HostProcess server, int count, string path)
    {
        var sockets = new List<EventSocket>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce },
            async (_, cancellationToken) =>
            {
                var socket = await EventSocket.OpenAsync(server.Address, path);
                await socket.ReadAsync((_, _) => { }, cancellationToken);
                lock (sockets)
                    sockets.Add(socket);
            }
        );
        return sockets;
    }

    private async Task<Figures> MeasureMessageAsync()
    {
        using var folder = new ScratchFolder(Options);
        await using var server = await HostProcess.StartAsync("roundtable", StoreOpening.Power, folder.Path);
        using var talker = new Talker(server.Address);
        var reader = new StampedReader(new Latencies());
        await reader.ReadAsync(server.Address, await talker.AskAsync(2_000, 0) + "?offset=0", CancellationToken.None);

        var before = Usage.MemoryMiBOf(server.Id);
        Usage.ForgetPeak(server.Id);
        var latencies = new Latencies();
        var usage = Usage.Begin(server.Id);
        reader = new StampedReader(latencies);
        var path = await talker.AskAsync(tokens: MessageTokens, perSecond: 20_000);
        await reader.ReadAsync(server.Address, path + "?offset=0", CancellationToken.None);
        usage.End();
        return new Figures()
            .With("MiB above before", Usage.PeakMiBOf(server.Id) - before)
            .With("at the end", usage.MemoryMiB - before)
            .With(latencies)
            .With(usage)
            .With("lost", reader.Lost)
            .With("twice", reader.Twice);
    }
}
