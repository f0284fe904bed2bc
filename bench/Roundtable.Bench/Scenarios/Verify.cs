using System.Diagnostics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Files.Verification;

namespace Roundtable.Bench.Scenarios;

/// <summary>W11: whole stores: what reading all of one costs beyond reading its bytes.</summary>
internal sealed class Verify(BenchOptions options) : Scenario(options)
{
    private readonly FilledFolders _folders = new(options);

    public override string Name => "verify";

    public override string Summary =>
        "Verifying a store of conversations of four messages, once a run, against reading the same bytes.";

    public override string SizeOf => "conversations";

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        var conversations = Options.SizesOr([1_000], [10_000])[0];
        await _folders.FillAsync(conversations, turns: 2, replyBundles: 7);
        return
        [
            new(conversations, "verify, loose files", () => Task.Run(() => Measure(_folders.Loose, VerifyAll))),
            new(conversations, "read, loose files", () => Task.Run(() => Measure(_folders.Loose, ReadAll))),
            new(conversations, "verify, sealed", () => Task.Run(() => Measure(_folders.Sealed, VerifyAll))),
            new(conversations, "read, sealed", () => Task.Run(() => Measure(_folders.Sealed, ReadAll))),
        ];
    }

    public override ValueTask DisposeAsync()
    {
        _folders.Dispose();
        return base.DisposeAsync();
    }

    private static Figures Measure(string folder, Action<string> act)
    {
        var (usage, started) = (Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        act(folder);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new Figures().With("ms", elapsed.TotalMilliseconds).With(usage.End());
    }

    private static void VerifyAll(string folder)
    {
        var summary = new StoreVerifier(folder).Verify(null, CancellationToken.None);
        if (summary.Damage.Count > 0)
            throw new InvalidDataException("What was just written is damaged.");
    }

    private static void ReadAll(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            File.ReadAllBytes(path);
    }
}
