using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Roundtable.Tests.Faults;

/// <summary>A file system of its own under a folder, gone when disposed of: a tmpfs of a size, or ext4 with a journal on a loop device.</summary>
internal sealed partial class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string? _image;
    private bool _isMounted = true;

    private SmallDisk(string folder, string? image) => (_folder, _image) = (folder, image);

    private string Ballast => Path.Combine(_folder, "ballast");

    public static async Task<SmallDisk> InMemoryAsync(string folder, string options)
    {
        await Command.RunAsync("mount", "-t", "tmpfs", "-o", options, "none", folder);
        return new SmallDisk(folder, null);
    }

    public static async Task<SmallDisk> Ext4Async(string folder, string image, int sizeMiB, params string[] features)
    {
        await Command.RunAsync("truncate", "-s", $"{sizeMiB}M", image);
        await Command.RunAsync("mkfs.ext4", ["-q", "-m", "0", .. features, image]);
        await Command.RunAsync("mount", "-o", "loop,errors=remount-ro", image, folder);
        Directory.Delete(Path.Combine(folder, "lost+found"));
        return new SmallDisk(folder, image);
    }

    /// <summary>Takes all room that is left.</summary>
    public async Task FillAsync() => await Command.TryAsync("dd", "if=/dev/zero", $"of={Ballast}", "bs=4096", "status=none");

    /// <summary>Takes all inodes that are left.</summary>
    public void FillNames()
    {
        Directory.CreateDirectory(Ballast);
        try
        {
            for (var number = 0; ; number++)
                File.Create(Path.Combine(Ballast, $"{number}")).Dispose();
        }
        catch (IOException)
        {
            // That was the last.
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void MakeRoom()
    {
        if (Directory.Exists(Ballast))
            Directory.Delete(Ballast, recursive: true);
        File.Delete(Ballast);
    }

    /// <summary>What the kernel does after an error in the file system's own structures: read-only from now on.</summary>
    public async Task FailAsync()
    {
        var device = (await Command.RunAsync("findmnt", "-n", "-o", "SOURCE", _folder)).Trim();
        await File.WriteAllTextAsync($"/sys/fs/ext4/{Path.GetFileName(device)}/trigger_fs_error", "test", CancellationToken.None);
    }

    /// <summary>
    /// What a power cut does: from this moment nothing reaches the device any more, and what was not flushed is gone. The
    /// kernel's own way to try that (EXT4_IOC_SHUTDOWN, without writing its journal first).
    /// </summary>
    public void CutPower()
    {
        const uint Shutdown = 0x8004587D;
        const uint WithoutJournal = 2;
        // What another test starts in this moment would else inherit it, and keep the file system from being taken off.
        const int CloseOnExec = 0x80000;
        using var folder = new SafeFileHandle(Open(_folder, CloseOnExec), ownsHandle: true);
        var flags = WithoutJournal;
        Assert.True(Control(folder, Shutdown, ref flags) == 0, Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>Mounts the file system anew; its own journal says what it holds.</summary>
    public async Task RestorePowerAsync()
    {
        await Command.RunAsync("umount", _folder);
        _isMounted = false;
        await Command.RunAsync("mount", "-o", "loop", _image!, _folder);
        _isMounted = true;
    }

    /// <summary>No more can be written, and what was written can be read.</summary>
    public Task MakeReadOnlyAsync() => Command.RunAsync("mount", "-o", "remount,ro", _folder);

    /// <summary>Takes the file system off, checks it, and puts it back, as after a restart of the machine.</summary>
    public async Task RepairAsync()
    {
        await Command.RunAsync("umount", _folder);
        _isMounted = false;
        var (code, output) = await Command.TryAsync("e2fsck", "-fy", _image!);
        Assert.True(code <= 1, output);
        await Command.RunAsync("mount", "-o", "loop", _image!, _folder);
        _isMounted = true;
        Directory.Delete(Path.Combine(_folder, "lost+found"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted)
            await Command.RunAsync("umount", _folder);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, uint request, ref uint argument);
}
