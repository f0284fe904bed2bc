namespace Roundtable.Verification;

/// <summary>Something in a data folder that is not as it should be.</summary>
/// <param name="Path">Where, relative to the data folder.</param>
/// <param name="Id">What it belongs to: a message, a conversation, a user; empty when it is nobody's.</param>
/// <param name="Reason">
/// <c>checksum</c>, <c>missing</c>, <c>foreign</c>, <c>format</c> or <c>unreadable</c>, as readers name it; <c>version</c>: made
/// by another version of the format; <c>offset</c>: text is missing between it and the one before; <c>overlap</c>: it begins
/// inside the one before; <c>end</c>: it stands behind the end of its message; <c>differs</c>: it has a sound twin that says
/// something else; <c>link</c>: a symbolic link; <c>journal</c>: flushed records that cannot be read; <c>stray</c>: not the
/// product's.
/// </param>
/// <param name="Cost">What it costs, in a sentence.</param>
public sealed record Finding(string Path, string Id, string Reason, string Cost)
{
    internal const string Missing = "missing";
    internal const string Foreign = "foreign";
    internal const string Checksum = "checksum";
    internal const string Unreadable = "unreadable";
    internal const string Version = "version";
    internal const string Offset = "offset";
    internal const string Overlap = "overlap";
    internal const string End = "end";
    internal const string Differs = "differs";
    internal const string Link = "link";
    internal const string Journal = "journal";
    internal const string Stray = "stray";

    /// <summary>Whether something is there that can be set aside; else something is not there that should be.</summary>
    internal bool IsThere => Reason is not (Missing or Offset or Journal);
}
