namespace Roundtable.Moving;

/// <summary>What becomes of a copy.</summary>
public enum MovingKind
{
    /// <summary>
    /// The source is left for the target. Open messages stay open, and the target unfinished, until a run finds that nobody
    /// serves the source any more.
    /// </summary>
    Migration,

    /// <summary>The source goes on. Messages that are open are ended as interrupted in the copy.</summary>
    Backup,
}
