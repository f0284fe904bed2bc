using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Sandbox;

/// <summary>
/// A fresh temporary directory whose data folder is judged when the test is over: layout, names, schemas, checksums and
/// sequences of every file left behind. Then it is deleted, whatever was found.
/// </summary>
/// <remarks>
/// Hold it in a field of the test class, which disposes of it: the runner then reports a failed test and its violations side
/// by side. With <c>using</c> in the test itself, violations hide the failure. Nothing may be writing when it is disposed of.
/// </remarks>
public sealed class FolderSandbox : IStoreSandbox, IAsyncDisposable
{
    private readonly HashSet<string> _expected = [];
    private readonly HashSet<string> _damaged = [];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("roundtable-");

    /// <summary>Creates the directory and an empty data folder in it.</summary>
    public FolderSandbox() => Directory.CreateDirectory(Data);

    /// <inheritdoc/>
    public static Type StoreType => typeof(Roundtable.Files.FileStore);

    /// <inheritdoc/>
    public string Store => $"files:{Data}";

    /// <summary>The temporary directory. What lies beside <see cref="Data"/> is deleted and not judged.</summary>
    public string Root => _root.FullName;

    /// <summary>The data folder, for <c>files:DIR</c>.</summary>
    public string Data => Path.Combine(Root, "data");

    /// <summary>The full path of something in the data folder.</summary>
    public string PathOf(string path) => Path.Combine(Data, Relative(path));

    /// <summary>A file, or a folder with all that is in it, which is none of the product's; it must be there in the end.</summary>
    /// <param name="path">Below the data folder, with slashes.</param>
    public void Expect(string path) => _expected.Add(Relative(path));

    /// <summary>A file of the product's that the test damages or removes; in the end it must be damaged, or missing.</summary>
    /// <param name="path">Below the data folder, with slashes.</param>
    public void ExpectDamaged(string path) => _damaged.Add(Relative(path));

    /// <inheritdoc/>
    public string? CheckpointMark() => Directory.EnumerateFiles(PathOf("journal"), "*.segment").Max();

    /// <inheritdoc/>
    public void DamageChunk(MessageId message, int seq)
    {
        var name = StreamFixture.NameOf(message, seq == 0 ? null : seq);
        ExpectDamaged(name);
        File.AppendAllText(PathOf(name), "x");
    }

    /// <summary>Judges the data folder as it is now.</summary>
    /// <exception cref="SandboxViolationException">Something is wrong with it.</exception>
    public void Validate()
    {
        var violations = Directory.Exists(Data) ? new FolderInspection(Data, _expected, _damaged).Violations() : [];
        if (violations.Count > 0)
            throw new SandboxViolationException(Data, violations);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_root.Exists)
            return;

        try
        {
            Validate();
        }
        finally
        {
            _root.Delete(recursive: true);
            _root.Refresh();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Relative(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && !path.Split('/').Contains("..")
            ? path
            : throw new ArgumentException($"'{path}' is not a path below the data folder.", nameof(path));
}
