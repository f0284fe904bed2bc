using System.Diagnostics;

namespace Roundtable.Tests.Databases;

/// <summary>Debian's <c>sqlite3</c> shell, a process of its own: what people look into a database with.</summary>
internal static class SqliteShell
{
    /// <summary>What it prints, a line each; what it complains of is an exception.</summary>
    public static IReadOnlyList<string> Run(string file, string sql)
    {
        var start = new ProcessStartInfo("sqlite3", ["-bail", file, "\n" + sql])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEndAsync();
        var lines = shell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        shell.WaitForExit();
        return shell.ExitCode == 0 ? lines : throw new InvalidOperationException(error.Result);
    }

    /// <summary>Whether bytes are in a file. Another process looks: who opens a database beside SQLite takes its locks away.</summary>
    public static bool Holds(string file, string text)
    {
        using var grep = Process.Start("grep", ["-q", "-a", "-i", "-F", "--", text, file]);
        grep.WaitForExit();
        return grep.ExitCode == 0;
    }
}
