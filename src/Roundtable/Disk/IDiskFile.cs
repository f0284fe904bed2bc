namespace Roundtable.Disk;

/// <summary>A file being written.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>Writes all of the bytes at a position.</summary>
    void Write(long position, ReadOnlySpan<byte> bytes);

    /// <summary>Makes what was written durable. After a failure the file is not to be trusted, and not to be flushed again.</summary>
    void Flush();
}
