using Roundtable.Searching;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>
/// Finds terms in messages of several passages, all of which are in one volume: a message counts when each term is somewhere in it.
/// </summary>
internal static class LongMessages
{
    private const string SelectParts = """
        select passage.conversation_id, passage.message, passage_index.rank
        from passage_index join passage on passage.id = passage_index.rowid
        where passage_index match $query
        """;

    /// <summary>The messages of a volume, in no order.</summary>
    public static IEnumerable<Candidate> Find(Database database, UserId owner, Volume volume, SearchTerms terms)
    {
        if (!volume.HasParts)
            return [];
        Dictionary<MessageId, double>? found = null;
        foreach (var term in terms.Each)
        {
            var ranks = Parts(database, owner, volume.Number, term);
            found = found is null ? ranks : Both(found, ranks);
        }

        return (found ?? []).Select(message => ToCandidate(database, message.Key, message.Value));
    }

    /// <summary>Each message of a volume with a term in one of its passages, with the best one's rank.</summary>
    public static Dictionary<MessageId, double> Parts(Database database, UserId owner, int volume, SearchTerms term)
    {
        using var rows = database.Prepare(SelectParts).Bind(IndexedWords.All(owner, volume, term, isPart: true));
        var ranks = new Dictionary<MessageId, double>();
        while (rows.Read())
        {
            if (!ConversationId.TryParse(rows.Text(0), null, out var conversation) || rows.Int(1) < 1)
                continue;
            var id = new MessageId(conversation, rows.Int(1));
            ranks[id] = Math.Min(ranks.GetValueOrDefault(id), rows.Double(2));
        }

        return ranks;
    }

    private static Candidate ToCandidate(Database database, MessageId id, double rank)
    {
        var passages = PassageTable.Of(database, id.Conversation, id.Number);
        return new Candidate(passages[0].Id, passages[^1].Id, rank, (id.Conversation, id.Number));
    }

    private static Dictionary<MessageId, double> Both(Dictionary<MessageId, double> one, Dictionary<MessageId, double> other) =>
        one.Where(message => other.ContainsKey(message.Key))
            .ToDictionary(message => message.Key, message => message.Value + other[message.Key]);
}
