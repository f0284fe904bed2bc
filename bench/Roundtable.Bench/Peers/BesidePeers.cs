using Roundtable.Bench.Measuring;

namespace Roundtable.Bench.Peers;

/// <summary>One of the scenarios, with what people could choose instead in the same table and the same run.</summary>
internal sealed class BesidePeers(BenchOptions options, Scenario ours) : Scenario(options)
{
    private readonly IPeer[] _peers =
    [
        new DurableStreams(options, "files"),
        new DurableStreams(options, "memory"),
        new RedisStreams(options),
        ScriptPeer.BetterSqlite3(options),
        ScriptPeer.LangGraph(options),
        ScriptPeer.FileStore(options),
    ];

    public override string Name => $"peers {ours.Name}";

    public override string Summary => ours.Summary;

    public override string SizeOf => ours.SizeOf;

    public override (int Short, int Long) Runs => ours.Runs;

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        // Says at once when they are not installed.
        PeerScripts.PathOf("talk.mjs");
        var cases = await ours.PrepareAsync();
        return [.. cases.GroupBy(measured => measured.Size).SelectMany(size => size.Concat(CasesOf(size.Key)))];
    }

    public override async ValueTask DisposeAsync()
    {
        await ours.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Who has nothing like it is said, in one line.</summary>
    private IEnumerable<Case> CasesOf(int size)
    {
        var all = _peers.Select(peer => (peer.Name, Measure: peer.MeasureOf(ours.Name, size))).ToList();
        var none = string.Join("; ", all.Where(peer => peer.Measure is null).Select(peer => peer.Name));
        return all.Where(peer => peer.Measure is not null)
            .Select(peer => new Case(size, peer.Name, peer.Measure!))
            .Concat(none.Length == 0 ? [] : [new Case(size, $"none: {none}", () => Task.FromResult(new Figures()))]);
    }
}
