using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;

namespace Roundtable.Sqlite.Moving;

/// <summary>A user's own records: revisions of the profile, answers to requests, losses.</summary>
internal static class UserRecords
{
    /// <param name="damaged">Told of what is not sound, and reading goes on behind it; null: it is thrown.</param>
    public static IEnumerable<StoredRecord> Of(Database database, UserId user, Action<StoreDamagedException>? damaged = null)
    {
        var told = new HashSet<string>();
        void Tell(string id, string reason)
        {
            var damage = new StoreDamagedException(id, reason);
            if (damaged is null)
                throw damage;
            told.Add(id);
            damaged(damage);
        }

        var losses = new UnitLosses(LossTable.Of(database, new StoreUnit(user, 0)));
        using (var rows = database.Prepare(MovingTables.SelectProfiles).Bind(user.ToString()))
        {
            for (var expected = 1; rows.Read(); )
            {
                if (UserTable.Parse(rows, user) is not { } file)
                {
                    Tell(IdOf(user, rows.Int(0)), "checksum");
                    continue;
                }

                for (; expected < file.Revision; expected++)
                {
                    var id = IdOf(user, expected);
                    if (!told.Contains(id) && !losses.Contains(id, MessageWatch.Missing))
                        Tell(id, MessageWatch.Missing);
                }

                expected = file.Revision + 1;
                yield return new StoredRecord(RecordPlace.OfRevision(RecordKind.Profile, file.Revision), file.Encode(), null, 0);
            }
        }

        using (var rows = database.Prepare(MovingTables.SelectAnswers).Bind(user.ToString()))
        {
            while (rows.Read())
            {
                var key = rows.Text(7);
                if (RequestTable.Parse(rows, user, key) is not { } file)
                    Tell($"{user} {key}", "checksum");
                else
                    yield return new StoredRecord(RecordPlace.OfKey(RecordKind.Answer, key), file.Encode(), null, 0);
            }
        }

        foreach (var loss in losses.Files)
            yield return LossTable.ToRecord(loss);
    }

    private static string IdOf(UserId user, int revision) => revision == 1 ? user.ToString() : $"{user}-r{revision:D2}";
}
