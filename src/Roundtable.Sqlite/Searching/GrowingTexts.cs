using Roundtable.Searching;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>
/// A user's replies that are being written, as of one moment. Their last text is in no passage yet and is read; what was cut
/// into passages before is found like that of any other long message.
/// </summary>
internal sealed class GrowingTexts
{
    private const string SelectOpen = """
        select id
        from message
        where status = 'streaming' and conversation_id >= $from and conversation_id < $to
        """;

    private readonly Database _database;
    private readonly UserId _owner;
    private readonly Dictionary<MessageId, (string Tail, int? Volume)> _texts;

    public GrowingTexts(Database database, UserId owner)
    {
        (_database, _owner) = (database, owner);
        _texts = Open(database, owner).ToDictionary(id => id, Read);
    }

    public bool Has((ConversationId Conversation, int Message)? place) =>
        place is { Message: > 0 } text && _texts.ContainsKey(new MessageId(text.Conversation, text.Message));

    /// <summary>Those with all the terms, the newest first.</summary>
    public IReadOnlyList<MessageId> With(SearchTerms terms)
    {
        var each = terms.Each.ToList();
        return
        [
            .. _texts
                .Where(text => each.All(term => Has(text.Key, text.Value, term)))
                .Select(text => text.Key)
                .OrderByDescending(id => (id.Conversation.Number, id.Number)),
        ];
    }

    private bool Has(MessageId id, (string Tail, int? Volume) text, SearchTerms term) =>
        term.FirstIn(text.Tail) is not null
        || text.Volume is { } volume && LongMessages.Parts(_database, _owner, volume, term).ContainsKey(id);

    private (string Tail, int? Volume) Read(MessageId id)
    {
        var last = PassageTable.Last(_database, id.Conversation, id.Number);
        return (StoredText.Shown(_database, id, last?.Next ?? 0), last?.Volume);
    }

    private static List<MessageId> Open(Database database, UserId owner)
    {
        using var rows = database.Prepare(SelectOpen).Bind($"{owner}-").Bind($"{owner}.");
        var open = new List<MessageId>();
        while (rows.Read())
        {
            if (MessageId.TryParse(rows.Text(0), null, out var id))
                open.Add(id);
        }

        return open;
    }
}
