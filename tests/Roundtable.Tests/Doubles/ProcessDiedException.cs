namespace Roundtable.Tests.Doubles;

/// <summary>The process that asks is dead: nothing it does reaches the disk any more.</summary>
internal sealed class ProcessDiedException() : Exception("The process died here.");
