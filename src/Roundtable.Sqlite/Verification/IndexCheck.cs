using System.Runtime.InteropServices;
using System.Text;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Searching;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Compares the index with the text: each title and message has the passages that its text makes, and the index has their very
/// words, each at its place, and no others.
/// </summary>
internal sealed class IndexCheck(Database database, CancellationToken cancellationToken)
{
    private const string Cost = "A search may miss it, or find what is not there; nothing else is touched.";
    private const string SelectTitles = "select id, title from conversation where deleted = 0";
    private const string SelectMessages = """
        select m.id, m.status
        from message m join conversation c on c.id = m.conversation_id
        """;

    private const string SelectStray = """
        select p.conversation_id, p.message
        from passage p
        where not exists (select 1 from conversation c where c.id = p.conversation_id and (p.message > 0 or c.deleted = 0))
            or p.message > 0 and not exists
                (select 1 from message m where m.conversation_id = p.conversation_id and m.number = p.message)
            or not exists (
                select 1
                from volume v join conversation c on c.user_id = v.user_id
                where c.id = p.conversation_id and v.number = p.volume
            )
        """;

    private const string SelectWords = "select doc, term, \"offset\" from temp.indexed_word";

    private readonly Dictionary<long, ulong> _words = [];
    private readonly List<Finding> _found = [];

    public IReadOnlyList<Finding> Run()
    {
        using (var rows = database.Prepare(SelectTitles))
        {
            while (rows.Read())
            {
                if (ConversationId.TryParse(rows.Text(0), null, out var id))
                    Check((id, 0), rows.Text(1), isEnd: true);
            }
        }

        using (var rows = database.Prepare(SelectMessages))
        {
            while (rows.Read())
            {
                if (MessageId.TryParse(rows.Text(0), null, out var id))
                    Check((id.Conversation, id.Number), StoredText.Closed(database, id, 0), isEnd: rows.Text(1) == "complete");
            }
        }

        using (var rows = database.Prepare(SelectStray))
        {
            while (rows.Read())
                Find($"{rows.Text(0)} {rows.Text(1)}");
        }

        if (!IndexIsEqual())
            _found.Add(new Finding("passage_index", "", Finding.Differs, Cost));
        return _found;
    }

    /// <summary>A reply that is open may have passages yet to come.</summary>
    private void Check((ConversationId Conversation, int Message) of, string text, bool isEnd)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var expected =
            of.Message == 0
                ? text.Length > 0
                    ? [PassageWriter.OfTitle(text)]
                    : []
                : PassageCut.Of(text, (0, 0), isEnd).ToList();
        var there = PassageTable.Of(database, of.Conversation, of.Message);
        var isSound = isEnd ? there.Count == expected.Count : there.Count <= expected.Count;
        foreach (var (passage, cut) in there.Zip(expected))
        {
            var place = cut with { Volume = there[0].Volume };
            var words = Encoding.UTF8.GetBytes(PassageWriter.WordsOf(of.Conversation.User, place, text, origin: 0));
            isSound &= passage == place with { Id = passage.Id, Words = PassageTable.ChecksumOf(words) };
            Count(passage.Id, words);
        }

        if (!isSound)
            Find(of.Message == 0 ? $"{of.Conversation}" : $"{new MessageId(of.Conversation, of.Message)}");
    }

    private void Find(string id) => _found.Add(new Finding($"passage {id}", id, Finding.Differs, Cost));

    private void Count(long passage, ReadOnlySpan<byte> words)
    {
        var (sum, at) = (0UL, 0);
        foreach (var range in words.Split((byte)' '))
        {
            if (words[range] is { Length: > 0 } word)
                sum += Mark(word, at++);
        }

        if (sum != 0)
            _words[passage] = _words.GetValueOrDefault(passage) + sum;
    }

    private bool IndexIsEqual()
    {
        try
        {
            return WordsAreEqual();
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            return false;
        }
    }

    private bool WordsAreEqual()
    {
        // Only in this connection's temporary tables, which are no part of the file.
        database.Run("pragma query_only = off");
        database.Run("create virtual table temp.indexed_word using fts5vocab(main, passage_index, instance)");
        using var rows = database.Prepare(SelectWords);
        while (rows.Read())
        {
            ref var rest = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, rows.Long(0), out _);
            rest -= Mark(rows.Utf8(1), rows.Int(2));
        }

        return _words.Values.All(rest => rest == 0);
    }

    /// <summary>FNV-1a over the word as the index folds it, and where it is; the sum stands for all of them in any order.</summary>
    private static ulong Mark(ReadOnlySpan<byte> word, int place)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var one in word)
            hash = (hash ^ (one is >= (byte)'A' and <= (byte)'Z' ? one + 32UL : one)) * 1_099_511_628_211UL;
        return (hash ^ (ulong)place) * 1_099_511_628_211UL;
    }
}
