namespace Roundtable.Tests.Doubles;

/// <summary>What a process asks of a disk, one by one.</summary>
internal enum DiskOperation
{
    MakeFolder,
    Create,
    Open,
    Read,
    List,
    Publish,
    Delete,
    FlushFolder,
    OpenFlusher,
    FlushFileSystem,
    Lock,
    Write,
    FlushFile,
}
