using System.Diagnostics;
using System.Net;
using Roundtable.Tests.Crash;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>A slow disk slows the model, not the memory, and nobody who reads.</summary>
public sealed class SlowFlushTests : IDisposable
{
    private const int Deltas = 60_000;

    /// <summary>What lies between a model and us: the kernel's and the client's buffers, in events of some 200 bytes.</summary>
    private const int DeltasOnTheWayMax = 45_000;

    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(5)]
    [InlineData(500)]
    public async Task A_slow_flush_slows_the_model_and_nobody_who_reads(int milliseconds)
    {
        await using var models = await ModelServer.StartAsync(Script.Say(FlushTests.Words(Deltas)));
        await using var served = await ServedStore.StartAsync(_sandbox, models);
        var conversation = await served.CreateAsync();
        var delay = $"delay_enter={milliseconds * 1000}";
        await using (await SystemCalls.InjectAsync(served.Process.Id, "fdatasync", delay))
        {
            var before = ResidentMiB(served);
            var reply = await served.AskAsync(conversation, "model");
            await served.UntilShownAsync(reply, 400);
            var reads = new List<TimeSpan>();
            for (var read = 0; read < 9; read++)
            {
                var begun = Stopwatch.GetTimestamp();
                using var response = await served.Client.GetAsync(
                    KillPaths.Conversation(conversation) + "?messages=false",
                    Cancelled
                );
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                reads.Add(Stopwatch.GetElapsedTime(begun));
            }

            await served.UntilShownAsync(reply, 800);
            reads.Sort();
            Assert.InRange(reads[reads.Count / 2], TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
            Assert.InRange(models.Deltas, 1, DeltasOnTheWayMax);
            Assert.InRange(ResidentMiB(served) - before, -1024, 128);
        }

        await served.HealthAsync(HttpStatusCode.OK);
        await using var next = await served.CrashAndJudgeAsync(_sandbox, conversation);
        await next.StopAsync();
    }

    private static int ResidentMiB(ServedStore served) =>
        int.Parse(
            File.ReadLines($"/proc/{served.Process.Id}/status")
                .First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            null
        ) / 1024;
}
