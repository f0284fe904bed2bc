namespace Roundtable.Verification;

/// <summary>How far reading has come.</summary>
/// <param name="Files">Files read.</param>
/// <param name="FilesTotal">Files to be read, as far as known: it may grow beside a server.</param>
/// <param name="SizeBytes">Bytes read.</param>
public readonly record struct VerificationProgress(long Files, long FilesTotal, long SizeBytes);
