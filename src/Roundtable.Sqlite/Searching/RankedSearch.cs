using Roundtable.Searching;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>The next texts by rank, as of one moment. What is being written comes first: it is the newest.</summary>
internal static class RankedSearch
{
    private const string SelectNewest = """
        select rowid, rank
        from passage_index
        where passage_index match $query and rowid < $before
        order by rowid desc
        limit $limit
        """;

    /// <summary>Places of texts for one page, and where to go on, null behind the last; null while the index is made anew.</summary>
    public static (IReadOnlyList<(ConversationId Conversation, int Message)> Texts, RankedPlace? Next)? Find(
        Database database,
        SearchQuery query,
        SearchBounds bounds
    )
    {
        if (IndexRebuild.IsRequired(database))
            return null;
        var newest = PassageTable.LastId(database) + 1;
        var place = query.From as RankedPlace ?? new RankedPlace(newest, newest, [], long.MaxValue);
        var growing = new GrowingTexts(database, query.Owner);
        var open = growing.With(query.Terms).Where(id => NumberOf(id) < place.OpenBefore).ToList();
        var (ranked, floor) = Window(database, query, place, (growing, bounds));
        // By name, not by count: what is deleted or added meanwhile moves the others among the ranks.
        var shown = place.Shown.ToHashSet();
        var left = ranked.Where(text => !shown.Contains(text.Position)).ToList();
        var first = open.Take(query.Limit).ToList();
        var rest = left.Take(query.Limit - first.Count).ToList();
        var texts = rest.Select(text => text.Place ?? PassageTable.PlaceOf(database, text.Position));
        RankedPlace? next;
        if (first.Count < open.Count)
            next = place with { OpenBefore = NumberOf(first[^1]) };
        else if (rest.Count < left.Count)
            next = place with { Shown = Shown(shown, rest, place.Before), OpenBefore = 0 };
        else
            next = floor is { } before ? new RankedPlace(before, place.Newest, Shown(shown, rest, before), 0) : null;
        return ([.. first.Select(id => (id.Conversation, id.Number)), .. texts.OfType<(ConversationId, int)>()], next);
    }

    /// <summary>
    /// What has been shown from there on, the newest first. Texts that take the numbers of deleted ones come into a window late,
    /// and push others into the next.
    /// </summary>
    private static List<long> Shown(HashSet<long> shown, List<Candidate> now, long before) =>
        [.. shown.Concat(now.Select(text => text.Position)).Where(position => position < before).OrderDescending()];

    private static long NumberOf(MessageId id) => ((long)id.Conversation.Number << 32) + id.Number;

    /// <summary>The newest texts before a place, the best first, and where those before them end; null when there are none.</summary>
    private static (IReadOnlyList<Candidate> Ranked, long? Floor) Window(
        Database database,
        SearchQuery query,
        RankedPlace place,
        (GrowingTexts Growing, SearchBounds Bounds) with
    )
    {
        var ((growing, bounds), found, looked) = (with, new List<Candidate>(), 0);
        var volumes = VolumeTable.Of(database, query.Owner).Where(volume => volume.First < place.Before).ToList();
        while (
            looked < Math.Min(volumes.Count, bounds.VolumesMax)
            && found.Count < (looked < bounds.VolumesMin ? bounds.WindowMax : bounds.WindowMin)
        )
        {
            var volume = volumes[looked++];
            found.AddRange(
                Whole(
                    database,
                    IndexedWords.All(query.Owner, volume.Number, query.Terms, isPart: false),
                    place.Before,
                    bounds.WindowMax
                )
            );
            found.AddRange(
                LongMessages
                    .Find(database, query.Owner, volume, query.Terms)
                    // What ended since the first page was shown on it, or is not to be.
                    .Where(text => text.Position < place.Before && text.Last < place.Newest && !growing.Has(text.Place))
            );
        }

        long? floor = looked < volumes.Count ? volumes.Take(looked).Min(volume => volume.First) : null;
        if (found.Count >= bounds.WindowMax)
        {
            found = [.. found.OrderByDescending(text => text.Position).Take(bounds.WindowMax)];
            floor = found[^1].Position;
        }

        return ([.. found.OrderBy(text => text.Rank).ThenByDescending(text => text.Position)], floor);
    }

    private static List<Candidate> Whole(Database database, string query, long before, int limit)
    {
        using var rows = database.Prepare(SelectNewest).Bind(query).Bind(before).Bind(limit);
        var texts = new List<Candidate>();
        while (rows.Read())
            texts.Add(new Candidate(rows.Long(0), rows.Long(0), rows.Double(1), null));
        return texts;
    }
}
