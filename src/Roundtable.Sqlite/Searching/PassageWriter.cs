using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>Keeps the index in step with the text, in the transaction that writes the text.</summary>
internal static class PassageWriter
{
    /// <summary>A conversation has a title, instead of another one.</summary>
    public static void SetTitle(Database database, ConversationId id, string? before, string title)
    {
        if (before == title || database.IsIndexLeft)
            return;
        RemoveTitle(database, id, before ?? "");
        if (title.Length > 0)
            Insert(database, (id, 0), title, [OfTitle(title)]);
    }

    public static void RemoveTitle(Database database, ConversationId id, string title) => Remove(database, (id, 0), title);

    /// <summary>A reply has grown; what is beyond the last passage becomes one when it is long enough.</summary>
    /// <param name="length">Of the text in closed chunks.</param>
    public static void Grow(Database database, MessageId id, int length) => Add(database, id, length, isEnd: false);

    /// <summary>A message is complete: all of its text is in passages from now on.</summary>
    public static void End(Database database, MessageId id, int length) => Add(database, id, length, isEnd: true);

    /// <summary>A message is to go; its text is still there.</summary>
    public static void Remove(Database database, MessageId id) =>
        Remove(database, (id.Conversation, id.Number), StoredText.Closed(database, id, start: 0));

    /// <summary>A title is one passage.</summary>
    internal static Passage OfTitle(string title) => new(0, 0, title.Length, title.Length, 0);

    private static void Add(Database database, MessageId id, int length, bool isEnd)
    {
        // A short one has no passage yet, and is the most common by far.
        var isShort = length < Passage.CutLength;
        if ((isShort && !isEnd) || database.IsIndexLeft)
            return;
        var last = isShort ? null : PassageTable.Last(database, id.Conversation, id.Number);
        var place = (last?.Next ?? 0, last?.End ?? 0);
        if (length - place.Item2 < Passage.CutLength && !isEnd)
            return;
        var text = StoredText.Closed(database, id, place.Item1);
        var passages = PassageCut.Of(text, place, isEnd).Select(passage => passage with { Volume = last?.Volume ?? 0 });
        Insert(database, (id.Conversation, id.Number), text, passages, place.Item1);
    }

    private static void Insert(
        Database database,
        (ConversationId Conversation, int Message) of,
        string text,
        IEnumerable<Passage> passages,
        int origin = 0
    )
    {
        var (user, volume) = (of.Conversation.User, 0);
        foreach (var next in passages)
        {
            if (volume == 0)
                volume = next.Volume > 0 ? next.Volume : VolumeTable.Current(database, user, PassageTable.LastId(database) + 1);
            var passage = next with { Volume = volume };
            VolumeTable.Add(database, user, passage);
            PassageTable.Insert(database, of, passage, WordsOf(user, passage, text, origin));
        }
    }

    private static void Remove(Database database, (ConversationId Conversation, int Message) of, string text)
    {
        if (database.IsIndexLeft)
            return;
        foreach (var passage in PassageTable.Of(database, of.Conversation, of.Message))
        {
            // Whoever altered the text by hand took away what the index would have to be told.
            if (!PassageTable.TryDelete(database, passage, WordsOf(of.Conversation.User, passage, text, origin: 0)))
                IndexRebuild.Require(database);
        }
    }

    /// <summary>The words of a passage; what is not in the text any more is left out.</summary>
    internal static string WordsOf(UserId user, Passage passage, string text, int origin)
    {
        var start = Math.Clamp(passage.Start - origin, 0, text.Length);
        var end = Math.Clamp(passage.End - origin, start, text.Length);
        return IndexedWords.Of(user, passage.Volume, text[start..end], passage.IsPart);
    }
}
