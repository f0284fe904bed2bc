using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Roundtable;

/// <summary>What watches the product: its traces and metrics have one name, and hold nothing that people wrote.</summary>
public static class Telemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "Roundtable";

    /// <summary>What a request's wait for its turn and its flush is called in a trace.</summary>
    internal const string WriteSpan = "roundtable.journal.write";

    /// <summary>What a flush that several requests share is called in a trace.</summary>
    internal const string FlushSpan = "roundtable.journal.flush";

    /// <summary>Where spans come from. While nobody listens none is made.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Counts damage that is met, by readers and by writers.</summary>
    internal static Counter<long> Damage(Meter meter) =>
        meter.CreateCounter<long>("roundtable.damage", "{damage}", "Damage met: chunks by readers, and what refused a write.");

    /// <summary>Seconds, from a flush of a fast device to a reply that takes minutes.</summary>
    internal static InstrumentAdvice<double> Seconds { get; } =
        new()
        {
            HistogramBucketBoundaries =
            [
                0.0001,
                0.00025,
                0.0005,
                0.001,
                0.0025,
                0.005,
                0.01,
                0.025,
                0.05,
                0.1,
                0.25,
                0.5,
                1,
                2.5,
                5,
                10,
            ],
        };
}
