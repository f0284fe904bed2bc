namespace Roundtable.Tests.Doubles;

/// <summary>What becomes of an operation.</summary>
internal enum DiskFate
{
    Succeeds,
    DiesBefore,
    DiesAmid,
    DiesAfter,

    /// <summary>It fails, and has done nothing.</summary>
    Fails,

    /// <summary>It fails, and has done a part.</summary>
    FailsAmid,
}
