using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Operations;

/// <summary><c>GET /api/operations</c>: how the process is doing, for a page's plots.</summary>
internal static class OperationsEndpoint
{
    public static JsonHttpResult<OperationsBody> Get(MeterWatch watch, TimeProvider time, IServiceProvider services)
    {
        var store = services.GetService<StoreLabel>();
        return WireJson.Result(
            new OperationsBody
            {
                At = WireTime.Format(time.GetUtcNow()),
                UptimeSeconds = SpreadBody.Rounded(watch.Uptime.TotalSeconds),
                Store = store?.Kind,
                Durability = store?.Durability,
                BundleLatency = Milliseconds("roundtable.bundle.duration"),
                ChunkLatency = Milliseconds("roundtable.file.duration"),
                FlushLatency = Milliseconds("roundtable.journal.flush.duration"),
                Reconstruction = Milliseconds("roundtable.reconstruction.duration"),
                FlushBatch = SpreadBody.Of(watch["roundtable.journal.batch"].Samples(), unit: 1),
                DeviceFlushMs = watch["roundtable.device.flush.duration"].Last is { } seconds
                    ? SpreadBody.Rounded(seconds * 1000)
                    : null,
                JournalQueue = Whole("roundtable.journal.queue"),
                FilesWaitingBytes = Whole("roundtable.files.waiting"),
                RepliesLive = Whole("roundtable.replies.live"),
                StreamsOpen = Whole("roundtable.followers"),
                MemoryBytes = Environment.WorkingSet,
                HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
                PerSecond = RatesBody.Of(watch),
                Total = TotalsBody.Of(watch),
            }
        );

        long Whole(string name) => (long)watch[name].Total;
        SpreadBody Milliseconds(string name) => SpreadBody.Of(watch[name].Samples(), unit: 1000);
    }
}
