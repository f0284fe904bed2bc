namespace Roundtable.Bench.Serving;

/// <summary>A data folder for one run on the device that is measured; it goes with the run.</summary>
internal sealed class ScratchFolder(BenchOptions options) : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(options.Folder, Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
