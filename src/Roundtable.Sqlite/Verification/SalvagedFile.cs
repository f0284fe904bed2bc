using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Roundtable.Disk;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Schema;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// The new database beside one with damaged pages, until it takes its place. The damaged one is kept: <c>FILE.damaged-1</c>.
/// A run that is cut off leaves the file as it was, and the next one begins anew.
/// </summary>
internal sealed class SalvagedFile(string path)
{
    private const string Suffix = ".salvage";

    public string Path => path + Suffix;

    /// <summary>Makes it, empty.</summary>
    public Database Create()
    {
        var disk = new LinuxDisk();
        // What an earlier run has left.
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            disk.Delete(Path + suffix);
        EmptyLog();
        SqliteStoreOpening.Create(disk, Path);
        var database = DatabaseSettings.OpenToWrite(Path, Durability.Power);
        DatabaseFile.Prepare(database, Path);
        return database;
    }

    /// <summary>Puts it in the place of the damaged one. Nobody may have either open.</summary>
    public string Publish()
    {
        var number = 1;
        while (File.Exists(NameOf(number)))
            number++;
        var aside = NameOf(number);
        var disk = new LinuxDisk();
        var folder = System.IO.Path.GetDirectoryName(path)!;
        using (var flusher = disk.OpenFlusher(folder))
        {
            File.Copy(path, aside);
            flusher.Flush();
        }

        if (Native.Rename(Native.CurrentFolder, Path, Native.CurrentFolder, path, flags: 0) != 0)
            throw new IOException(
                $"'{Path}' cannot take the place of '{path}'.",
                new Win32Exception(Marshal.GetLastPInvokeError())
            );
        disk.FlushFolder(folder);
        return aside;
    }

    /// <summary>What is in the log is in the file, so that the file alone is what there was.</summary>
    private void EmptyLog()
    {
        using var damaged = DatabaseSettings.OpenToWrite(path, Durability.Power);
        if (!damaged.TryCheckpoint(truncate: true))
            throw new IOException($"'{path}' is read by another program; end it, and try again.");
    }

    private string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.damaged-{number}");
}
