using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Roundtable.Bench.Micro;

/// <summary>The steps that a token takes, each alone, with what it allocates.</summary>
internal static class MicroBenchmarks
{
    public static int Run(BenchOptions options)
    {
        // In this process: a project of its own for each benchmark would not find this repository's build settings.
        var job = (options.IsLong ? Job.Default : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig
            .CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(new ConsoleLogger())
            .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile)
            .WithArtifactsPath(Path.Combine(options.Folder, "micro"));
        var summaries = BenchmarkRunner.Run(
            [typeof(ChunkBenchmarks), typeof(TokenBenchmarks), typeof(StoreBenchmarks), typeof(EventBenchmarks)],
            config
        );
        return summaries.All(summary => !summary.HasCriticalValidationErrors) ? 0 : 1;
    }
}
