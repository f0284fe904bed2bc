using Roundtable.Moving;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Moving;

/// <summary>What is known to be lost of one unit, to be asked by id.</summary>
internal sealed class UnitLosses(IReadOnlyList<LossFile> files)
{
    private readonly HashSet<string> _lost = [.. files.Where(loss => loss.Lost).Select(loss => loss.Id)];
    private readonly HashSet<(string, string)> _noted = [.. files.Select(loss => (loss.Id, loss.Reason))];

    public IReadOnlyList<LossFile> Files => files;

    /// <summary>Whether it is known that this is not there, or that it does not join its neighbour.</summary>
    public bool Contains(string id, string reason) =>
        reason == MessageWatch.Missing ? _lost.Contains(id) : _noted.Contains((id, reason));
}
