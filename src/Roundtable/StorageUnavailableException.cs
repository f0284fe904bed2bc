namespace Roundtable;

/// <summary>Storage cannot write. Nothing was half done; reads go on.</summary>
public sealed class StorageUnavailableException(StorageFault fault, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What is the matter.</summary>
    public StorageFault Fault { get; } = fault;
}
