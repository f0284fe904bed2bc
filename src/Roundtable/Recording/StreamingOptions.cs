namespace Roundtable.Recording;

/// <summary>How a token stream is cut.</summary>
public sealed class StreamingOptions
{
    /// <summary>Most tokens in a bundle, the unit that is shown. Default 20; 4 to 1,000.</summary>
    public int BundleTokens { get; set; } = 20;

    /// <summary>Most tokens in a chunk, the unit that is stored. Default 60; <see cref="BundleTokens"/> to 10,000.</summary>
    public int ChunkTokens { get; set; } = 60;

    /// <summary>A token waits no longer than this for its bundle to fill. Default 500 ms; 10 ms to 1 minute.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The same for the first bundle of a message. Default 100 ms; 1 ms to 1 minute.</summary>
    public TimeSpan FirstFlushInterval { get; set; } = TimeSpan.FromMilliseconds(100);
}
