using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>The volumes of each user's index.</summary>
internal static class VolumeTable
{
    private const string SelectLast = """
        select number, size, first
        from volume
        where user_id = $user_id
        order by number desc
        limit 1
        """;

    private const string InsertOne = """
        insert into volume (user_id, number, first, size, parts)
        values ($user_id, $number, $first, 0, 0)
        """;

    private const string LowerOne = "update volume set first = $first where user_id = $user_id and number = $number";

    private const string GrowOne = """
        update volume
        set size = size + $size, parts = parts + $parts
        where user_id = $user_id and number = $number
        """;

    private const string SelectAll = """
        select number, first, parts > 0
        from volume
        where user_id = $user_id
        order by number desc
        """;

    /// <summary>The number of the volume for a new text; a full one is followed by another.</summary>
    /// <param name="first">Where the text is going to stand in the index.</param>
    public static int Current(Database database, UserId user, long first)
    {
        var (number, size, begin) = Last(database, user);
        if (number > 0 && size < (database.VolumeSize ?? Volume.SizeMax))
        {
            // Numbers of rows are given again where the last ones were deleted.
            if (first < begin)
                database.Prepare(LowerOne).Bind(first).Bind(user.ToString()).Bind(number).Execute();
            return number;
        }

        database.Prepare(InsertOne).Bind(user.ToString()).Bind(number + 1).Bind(first).Execute();
        return number + 1;
    }

    /// <summary>Counts a passage that is added.</summary>
    public static void Add(Database database, UserId user, Passage passage) =>
        database
            .Prepare(GrowOne)
            .Bind(passage.Length + Volume.PassageSize)
            .Bind(passage.IsPart)
            .Bind(user.ToString())
            .Bind(passage.Volume)
            .Execute();

    /// <summary>A user's, the newest first.</summary>
    public static IReadOnlyList<Volume> Of(Database database, UserId user)
    {
        using var rows = database.Prepare(SelectAll).Bind(user.ToString());
        var volumes = new List<Volume>();
        while (rows.Read())
            volumes.Add(new Volume(rows.Int(0), rows.Long(1), rows.Int(2) > 0));
        return volumes;
    }

    private static (int Number, long Size, long First) Last(Database database, UserId user)
    {
        using var row = database.Prepare(SelectLast).Bind(user.ToString());
        return row.Read() ? (row.Int(0), row.Long(1), row.Long(2)) : default;
    }
}
