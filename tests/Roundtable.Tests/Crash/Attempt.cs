namespace Roundtable.Tests.Crash;

/// <summary>
/// A request whose answer is not known, or that was refused. After a crash it may have happened; once a later one has
/// succeeded, one that was refused may not.
/// </summary>
internal sealed class Attempt
{
    public bool IsRefused { get; set; }
}
