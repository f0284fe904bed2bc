using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Roundtable.Edge.Operations;

/// <summary>
/// Listens to the product's own meter from before the store is opened, and keeps what <c>/api/operations</c> shows: numbers of
/// the process, without any tag.
/// </summary>
internal sealed class MeterWatch : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, Measured> _measured = [];
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _time;
    private readonly long _began;

    public MeterWatch(Meter meter, TimeProvider time)
    {
        (_time, _began) = (time, time.GetTimestamp());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                listener.EnableMeasurementEvents(instrument, Begin(instrument));
        };
        _listener.SetMeasurementEventCallback<int>(static (_, value, _, state) => ((Measured)state!).Record(value));
        _listener.SetMeasurementEventCallback<long>(static (_, value, _, state) => ((Measured)state!).Record(value));
        _listener.SetMeasurementEventCallback<double>(static (_, value, _, state) => ((Measured)state!).Record(value));
        _listener.Start();
    }

    /// <summary>Since the server was started.</summary>
    public TimeSpan Uptime => _time.GetElapsedTime(_began);

    /// <summary>What an instrument has said; nothing of one that there is not.</summary>
    public Measured this[string name] => _measured.GetValueOrDefault(name) ?? new Measured(_time, keepsSamples: false);

    /// <summary>Nothing to do: that it was made before the store is what matters.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private Measured Begin(Instrument instrument) =>
        _measured.GetOrAdd(instrument.Name, _ => new Measured(_time, instrument is Histogram<double> or Histogram<int>));
}
