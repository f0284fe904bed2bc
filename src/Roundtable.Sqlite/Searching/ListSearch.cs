using Roundtable.Searching;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>The next conversations with a text that has the terms, by latest activity, as of one moment.</summary>
internal static class ListSearch
{
    /// <summary>Where more texts have the terms, reading the list from its top finds them sooner than the index.</summary>
    public const int TextsMax = 5_000;

    // Fewer are looked up one by one, of more the next few are near.
    private const int LookedUpMax = 500;

    private const string SelectFound = """
        select passage.conversation_id
        from passage_index join passage on passage.id = passage_index.rowid
        where passage_index match $query
        limit $limit
        """;

    private const string SelectAll = """
        select number, change
        from conversation
        where user_id = $user_id and deleted = 0 and change < $before and archived = coalesce($archived, archived)
        order by change desc
        """;

    private const string SelectOne = """
        select number, change
        from conversation
        where user_id = $user_id and deleted = 0 and change < $before and archived = coalesce($archived, archived) and id = $id
        """;

    /// <summary>Null where there are too many to ask the index for all of them.</summary>
    public static IReadOnlyList<(ConversationId Id, long Change)>? Find(Database database, SearchQuery query)
    {
        if (FindIn(database, query) is not { } found)
            return null;
        if (found.Count > LookedUpMax)
            return
            [
                .. Read(Bind(database.Prepare(SelectAll), query), query.Owner)
                    .Where(one => found.Contains(one.Id))
                    .Take(query.Limit),
            ];
        var each = found.SelectMany(id => Read(Bind(database.Prepare(SelectOne), query).Bind(id.ToString()), query.Owner));
        return [.. each.OrderByDescending(one => one.Change).Take(query.Limit)];
    }

    private static HashSet<ConversationId>? FindIn(Database database, SearchQuery query)
    {
        var (texts, found) = (0, new HashSet<ConversationId>());
        foreach (var volume in VolumeTable.Of(database, query.Owner))
        {
            var words = IndexedWords.All(query.Owner, volume.Number, query.Terms, isPart: false);
            using (var rows = database.Prepare(SelectFound).Bind(words).Bind(TextsMax))
            {
                for (; rows.Read(); texts++)
                {
                    if (ConversationId.TryParse(rows.Text(0), null, out var id))
                        found.Add(id);
                }
            }

            if (texts >= TextsMax)
                return null;
            found.UnionWith(
                LongMessages.Find(database, query.Owner, volume, query.Terms).Select(text => text.Place!.Value.Conversation)
            );
        }

        found.UnionWith(new GrowingTexts(database, query.Owner).With(query.Terms).Select(id => id.Conversation));
        return found;
    }

    private static Statement Bind(Statement statement, SearchQuery query)
    {
        statement.Bind(query.Owner.ToString()).Bind((query.From as ListPlace)?.Change ?? long.MaxValue);
        return query.Archived is { } archived ? statement.Bind(archived) : statement.BindNull();
    }

    private static IEnumerable<(ConversationId Id, long Change)> Read(Statement statement, UserId owner)
    {
        using var rows = statement;
        while (rows.Read())
            yield return (new ConversationId(owner, rows.Int(0)), rows.Long(1));
    }
}
