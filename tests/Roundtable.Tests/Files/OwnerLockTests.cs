using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Roundtable.Disk;

namespace Roundtable.Tests.Files;

/// <summary>Who closes a store can open it again at once, whatever else the process does at that moment.</summary>
public sealed partial class OwnerLockTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_lock_that_was_given_back_is_free_although_a_process_that_is_just_starting_has_a_copy_of_it()
    {
        var disk = new LinuxDisk();
        var first = disk.TryLock(_path, "owner"u8)!;
        using var copy = new SafeFileHandle(Duplicate(DescriptorOf(_path)), ownsHandle: true);
        Assert.False(copy.IsInvalid);
        Assert.Null(disk.TryLock(_path, "other"u8));

        first.Dispose();

        using var second = disk.TryLock(_path, "other"u8);
        Assert.NotNull(second);
    }

    private static int DescriptorOf(string path) =>
        Directory
            .GetFiles("/proc/self/fd")
            .Where(link => new FileInfo(link).LinkTarget == path)
            .Select(link => int.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture))
            .Single();

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);
}
