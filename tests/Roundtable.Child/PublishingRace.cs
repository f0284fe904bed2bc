using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using Roundtable.Disk;

namespace Roundtable.Child;

/// <summary>
/// One of several processes that give the same names to different files at the same moment, round after round. They meet at
/// a spin barrier in shared memory, and write there who thinks to have won.
/// </summary>
public static class PublishingRace
{
    /// <summary>Processes that take part.</summary>
    public const int Racers = 4;

    /// <summary>In shared memory, for each round: how many have arrived, then a byte for each racer that won.</summary>
    public const int RoundBytes = sizeof(int) + Racers;

    /// <summary>The shared memory's file.</summary>
    public const string Board = "board";

    /// <param name="args">The folder, the racer's number, the rounds, and how: <c>disk</c>, <c>link</c> or <c>move</c>.</param>
    public static int Run(IReadOnlyList<string> args)
    {
        var (folder, how) = (args[0], args[3]);
        var racer = int.Parse(args[1], CultureInfo.InvariantCulture);
        var rounds = int.Parse(args[2], CultureInfo.InvariantCulture);
        using var board = MemoryMappedFile.CreateFromFile(Path.Combine(folder, Board), FileMode.Open);
        using var view = board.CreateViewAccessor();
        for (var round = 0; round < rounds; round++)
        {
            var mine = Path.Combine(folder, $"private-{racer}-{round}");
            File.WriteAllText(mine, $"racer {racer}");
            Meet(view, round);
            if (TryPublish(how, mine, NameOf(folder, round)))
                view.Write((round * RoundBytes) + sizeof(int) + racer, (byte)1);
            else
                File.Delete(mine);
        }

        return 0;
    }

    /// <summary>The name that a round is about.</summary>
    public static string NameOf(string folder, int round) => Path.Combine(folder, $"name-{round}");

    private static bool TryPublish(string how, string privatePath, string path) =>
        how switch
        {
            "disk" => new LinuxDisk().TryPublish(privatePath, path),
            "link" => LinuxDisk.TryPublishByLink(privatePath, path),
            _ => TryMove(privatePath, path),
        };

    /// <summary>What the product must not use; here to show that the race notices it.</summary>
    private static bool TryMove(string privatePath, string path)
    {
        try
        {
#pragma warning disable RS0030 // The mutant.
            File.Move(privatePath, path, overwrite: false);
#pragma warning restore RS0030
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static unsafe void Meet(MemoryMappedViewAccessor view, int round)
    {
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            ref var arrived = ref Unsafe.AsRef<int>(start + (round * RoundBytes));
            Interlocked.Increment(ref arrived);
            var spin = new SpinWait();
            while (Volatile.Read(ref arrived) < Racers)
                spin.SpinOnce(sleep1Threshold: -1);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
