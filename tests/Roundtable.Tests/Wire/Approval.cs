using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Wire;

/// <summary>
/// Files that say what clients may rely on. A difference is a failed test; with <c>ROUNDTABLE_APPROVE=1</c> the files are
/// written anew, and the difference is in the commit, to be looked at.
/// </summary>
internal static class Approval
{
    private static bool IsWriting => Environment.GetEnvironmentVariable("ROUNDTABLE_APPROVE") == "1";

    public static void Require(string path, string text)
    {
        var full = Path.Combine(Repository.Root, path);
        if (IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        Assert.True(File.Exists(full), $"{path} is not there; run this test with ROUNDTABLE_APPROVE=1, and look at it.");
        Assert.Equal(File.ReadAllText(full), text);
    }

    /// <summary>The folder has these files and no others.</summary>
    public static void RequireOnly(string folder, IEnumerable<string> names)
    {
        var there = Directory.EnumerateFiles(Path.Combine(Repository.Root, folder)).Select(path => Path.GetFileName(path)!);
        Assert.Equal(names.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }
}
