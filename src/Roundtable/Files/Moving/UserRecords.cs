using Roundtable.Moving;
using Roundtable.Stored;

namespace Roundtable.Files.Moving;

/// <summary>A user's own records: revisions of the profile, answers to requests, losses.</summary>
internal static class UserRecords
{
    public static IEnumerable<StoredRecord> Of(FolderReading reading)
    {
        var names = reading.Names;
        for (var revision = 1; revision <= Math.Max(1, names.Profiles.Max); revision++)
        {
            var path = StoreLayout.User(names.User, revision);
            if (reading.Require(path) is not { } bytes)
                continue;
            if (UserFile.Decode(bytes, names.User, revision) is null)
                throw FolderReading.Unsound(path, bytes);
            yield return new StoredRecord(RecordPlace.OfRevision(RecordKind.Profile, revision), bytes, null, 0);
        }

        foreach (var key in names.Requests)
        {
            // One that is gone was kept long enough.
            var path = StoreLayout.Request(names.User, key);
            if (reading.Read(path) is not { } bytes)
                continue;
            if (RequestFile.Decode(bytes, names.User, key) is null)
                throw FolderReading.Unsound(path, bytes);
            yield return new StoredRecord(RecordPlace.OfKey(RecordKind.Answer, key), bytes, null, 0);
        }

        foreach (var loss in reading.LossesOf(new StoreUnit(names.User, 0)))
            yield return loss;
    }
}
