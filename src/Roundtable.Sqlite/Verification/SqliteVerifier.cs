using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Schema;
using Roundtable.Sqlite.Searching;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Reads everything in a database and changes nothing, also beside the process that serves it: all of it as of one moment.
/// Memory grows by 16 bytes a title or message, which comparing the index takes.
/// </summary>
public sealed class SqliteVerifier(string file)
{
    private static readonly Finding Unindexed = new(
        "passage_index",
        "",
        Finding.Missing,
        "The index is to be made anew, by whoever serves the store; until then searches read the text. It was not compared."
    );

    /// <summary>What SQLite checks, what the records say, and the index: each is read by one.</summary>
    private const int ReadersMax = 3;

    private readonly string _path = Path.GetFullPath(file);

    /// <summary>Reads all of it.</summary>
    /// <param name="progress">Told after every user and conversation.</param>
    /// <exception cref="InvalidDataException">It is no database of Roundtable's, or a newer version's.</exception>
    /// <exception cref="IOException">It is not there, or so damaged that SQLite reads nothing of it; the message says what to do.</exception>
    public async Task<VerificationSummary> VerifyAsync(
        IProgress<VerificationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(_path))
            throw new IOException($"There is no store at 'sqlite:{_path}'.");
        SqliteStoreOpening.RequireNoLinks(_path);
        try
        {
            return await ReadAsync(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            throw new IOException(
                $"SQLite cannot read '{_path}': {failure.Message}. Restore a backup; without one, "
                    + "'roundtable repair' saves what can be read.",
                failure
            );
        }
    }

    private async Task<VerificationSummary> ReadAsync(
        IProgress<VerificationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        using var database = DatabaseSettings.OpenToRead(_path);
        var version = DatabaseFile.RequireOurs(database, _path);
        if (version == 0)
            throw new InvalidDataException($"There is no store at 'sqlite:{_path}': the file is empty.");
        UnfinishedMark.RequireNone(database, _path);
        using var moment = OneMoment.Begin(database, _path, Math.Min(ReadersMax, Environment.ProcessorCount));
        var isIndexed = version == DatabaseFile.Version && !IndexRebuild.IsRequired(database);
        var rules = moment.ReadAsync(0, it => DatabaseRules.Broken(it).ToList(), cancellationToken);
        var records = moment.ReadAsync(1, it => ReadRecords(it, progress, cancellationToken), cancellationToken);
        var index = moment.ReadAsync(2, it => isIndexed ? new IndexCheck(it, cancellationToken).Run() : [], cancellationToken);
        await Task.WhenAll(rules, records, index).ConfigureAwait(false);
        var (damage, losses) = await records.ConfigureAwait(false);
        return new VerificationSummary
        {
            Files = 1,
            SizeBytes = new FileInfo(_path).Length,
            Users = (int)Count(database, "select count(*) from user"),
            Conversations = (int)Count(database, "select count(*) from conversation where deleted = 0"),
            Messages = Count(database, "select count(*) from message"),
            Damage = [.. await rules.ConfigureAwait(false), .. damage, .. await index.ConfigureAwait(false)],
            KnownLosses = losses,
            Notes = isIndexed ? [] : [Unindexed],
        };
    }

    /// <summary>Every record of every unit, and all that is damaged of it.</summary>
    private static (IReadOnlyList<Finding> Damage, IReadOnlyList<Finding> Losses) ReadRecords(
        Database database,
        IProgress<VerificationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var (damage, losses, read) = (new List<Finding>(), new List<Finding>(), 0);
        var content = new SqliteContent(database, isUnfinished: false);
        var total = content.CountUnits();
        foreach (var unit in content.Units())
        {
            losses.AddRange(
                UnitDamage
                    .Find(database, unit, Add, cancellationToken)
                    .Select(loss => new Finding(PathOf(loss.Id), loss.Id, loss.Reason, loss.Cost))
            );
            progress?.Report(new VerificationProgress(++read, Math.Max(read, total), 0));
        }

        return (damage, losses);

        void Add(StoreDamagedException found) =>
            damage.Add(new Finding(PathOf(found.Id), found.Id, found.Reason, "It is not served; what is sound beside it is."));
    }

    /// <summary>The table in which a record is looked for, and its id.</summary>
    internal static string PathOf(string id) =>
        id switch
        {
            _ when LossTable.IsOf(id) => id,
            _ when id.Contains("-ms", StringComparison.Ordinal) => $"chunk {id}",
            _ when id.Contains("-co", StringComparison.Ordinal) => $"conversation {id}",
            _ when id.Contains(' ', StringComparison.Ordinal) => $"request {id}",
            _ => $"user {id}",
        };

    private static long Count(Database database, string sql) =>
        long.Parse(database.Ask(sql) ?? "0", System.Globalization.CultureInfo.InvariantCulture);
}
