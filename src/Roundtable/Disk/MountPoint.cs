namespace Roundtable.Disk;

/// <summary>What is mounted under a folder.</summary>
/// <param name="Kind">The file system's name, such as <c>ext4</c>.</param>
/// <param name="Device">Where it is from, such as <c>/dev/sda1</c>.</param>
internal sealed record MountPoint(string Kind, string Device)
{
    private static readonly string[] Network =
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "ceph",
        "glusterfs",
        "afs",
        "fuse.sshfs",
    ];

    public bool IsOverNetwork => Network.Contains(Kind) || Kind.StartsWith("fuse.gluster", StringComparison.Ordinal);

    /// <summary>The mount with the longest path above the folder (proc(5), <c>mountinfo</c>), the last one of several; null when unknown.</summary>
    public static MountPoint? Of(string folder, Func<string, string?> read)
    {
        var found = (Length: -1, Mount: (MountPoint?)null);
        foreach (var line in (read("/proc/self/mountinfo") ?? "").Split('\n'))
        {
            if (
                line.Split(" - ") is not [var left, var right]
                || left.Split(' ') is not [_, _, _, _, var escaped, ..]
                || right.Split(' ') is not [var kind, var device, ..]
            )
                continue;
            var path = escaped.Replace("\\040", " ", StringComparison.Ordinal);
            if (IsAbove(path, folder) && path.Length >= found.Length)
                found = (path.Length, new MountPoint(kind, device));
        }

        return found.Mount;
    }

    private static bool IsAbove(string path, string folder) =>
        path == "/" || folder == path || folder.StartsWith(path + "/", StringComparison.Ordinal);
}
