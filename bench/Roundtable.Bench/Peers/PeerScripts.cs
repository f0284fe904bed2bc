namespace Roundtable.Bench.Peers;

/// <summary>Where the peers are installed: <c>bench/peers</c> of the repository.</summary>
internal static class PeerScripts
{
    /// <summary>A script's full path.</summary>
    /// <exception cref="ArgumentException">They are not installed, or the program was moved out of the repository.</exception>
    public static string PathOf(string script)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, "bench", "peers", script);
            if (!File.Exists(path))
                continue;
            return Directory.Exists(Path.Combine(folder, "bench", "peers", "node_modules"))
                ? path
                : throw new ArgumentException("The peers are not installed; run bench/peers/run.sh instead.");
        }

        throw new ArgumentException("bench/peers is not there; run this from a clone of the repository.");
    }
}
