namespace Roundtable.Files.Moving;

/// <summary>A file is not as the names of its user promise: it has changed since, or it is damaged.</summary>
internal sealed class FolderFaultException(string path, string reason, Exception? inner = null)
    : Exception($"'{path}': {reason}.", inner)
{
    public string Path { get; } = path;

    public string Reason { get; } = reason;
}
