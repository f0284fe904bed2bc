namespace Roundtable.Recording;

/// <summary>How token streams are cut: by which vocabulary, how large, by whose clock, and what counts it.</summary>
public sealed record Cutting(ITokenCounter Counter, StreamingOptions Options, TimeProvider Time, RecordingMetrics Metrics);
