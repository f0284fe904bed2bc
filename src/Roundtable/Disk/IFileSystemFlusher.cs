namespace Roundtable.Disk;

/// <summary>Flushes a whole file system; it must be open since before what it is to flush was written, or errors are missed.</summary>
internal interface IFileSystemFlusher : IDisposable
{
    /// <summary>Makes everything written so far durable.</summary>
    void Flush();
}
