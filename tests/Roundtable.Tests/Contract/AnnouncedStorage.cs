using System.Diagnostics.Metrics;
using Roundtable.Following;

namespace Roundtable.Tests.Contract;

/// <summary>A store in files that tells followers of everything.</summary>
public sealed class AnnouncedStorage : StorageUnderTest<AnnouncedStore>
{
    private readonly FileStorage _files = new();

    public override Meter Meter => _files.Meter;

    public override async Task<AnnouncedStore> OpenAsync() => new(await _files.OpenAsync(), new Announcer());

    public override ValueTask DisposeAsync() => _files.DisposeAsync();
}
