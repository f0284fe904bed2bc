using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Schema;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Connections that read a database as it was at one and the same moment, also beside the process that writes it, so that it is
/// read on several processors. Where somebody commits again and again just between them, all of them are one connection.
/// </summary>
internal sealed class OneMoment : IDisposable
{
    private const int AttemptsMax = 16;
    private readonly Database[] _connections;

    private OneMoment(Database[] connections) => _connections = connections;

    /// <param name="first">Reads nothing yet. It is not closed with the others.</param>
    /// <param name="count">How many there are to be, this one counted.</param>
    public static OneMoment Begin(Database first, string path, int count)
    {
        var moment = new OneMoment([first, .. Enumerable.Range(1, count - 1).Select(_ => DatabaseSettings.OpenToRead(path))]);
        try
        {
            for (var attempt = 1; attempt <= AttemptsMax; attempt++)
            {
                if (moment.TryBegin())
                    return moment;
                foreach (var connection in moment._connections)
                    connection.Rollback();
            }

            moment.Dispose();
            moment = new OneMoment([first]);
            _ = moment.TryBegin();
            return moment;
        }
        catch
        {
            moment.Dispose();
            throw;
        }
    }

    /// <summary>Reads, on a thread of the pool, after whoever reads with the same connection.</summary>
    /// <param name="index">Which of the connections is to be taken, where there are so many.</param>
    public Task<T> ReadAsync<T>(int index, Func<Database, T> read, CancellationToken cancellationToken)
    {
        var connection = _connections[index % _connections.Length];
        return Task.Run(
            () =>
            {
                lock (connection)
                    return read(connection);
            },
            cancellationToken
        );
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Skip(1))
            connection.Dispose();
    }

    /// <summary>
    /// The others look whether anything was committed since before the first one began: if not, they see what it sees
    /// (sqlite.org/pragma.html#pragma_data_version).
    /// </summary>
    private bool TryBegin()
    {
        var others = _connections[1..];
        var before = others.Select(Version).ToList();
        foreach (var connection in _connections)
        {
            connection.BeginReading();
            // The first read fixes the moment.
            _ = Version(connection);
        }

        return others.Select(Version).SequenceEqual(before);
    }

    private static string? Version(Database connection) => connection.Ask("pragma data_version");
}
