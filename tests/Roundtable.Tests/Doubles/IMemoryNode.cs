namespace Roundtable.Tests.Doubles;

/// <summary>A file or a folder of a <see cref="MemoryFileSystem"/>.</summary>
internal interface IMemoryNode
{
    /// <summary>What a power cut leaves of it: all that is durable, and whatever else chance has let through.</summary>
    IMemoryNode AfterCut(Random random);
}
