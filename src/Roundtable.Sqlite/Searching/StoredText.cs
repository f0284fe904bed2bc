using System.Text;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>The text of a message from a place on, as it stands in rows, holes filled as a reader fills them.</summary>
internal static class StoredText
{
    private const string SelectChunks = """
        select offset, tokens
        from chunk
        where message_id = $message_id and seq > 0
        order by seq desc
        """;

    private const string SelectBundles = "select offset, tokens from bundle where message_id = $message_id order by offset desc";

    /// <summary>What is in closed chunks.</summary>
    public static string Closed(Database database, MessageId id, int start) =>
        Text(Pieces(database.Prepare(SelectChunks).Bind(id.ToString()), start), start);

    /// <summary>The same, and what is in the bundles of the open one.</summary>
    public static string Shown(Database database, MessageId id, int start)
    {
        var bundles = Pieces(database.Prepare(SelectBundles).Bind(id.ToString()), start);
        var chunks = Pieces(database.Prepare(SelectChunks).Bind(id.ToString()), start);
        return Text([.. bundles, .. chunks], start);
    }

    /// <summary>From the last one to the one with the place in it.</summary>
    private static List<(int Offset, string Tokens)> Pieces(Statement statement, int start)
    {
        using var rows = statement;
        var pieces = new List<(int, string)>();
        while (rows.Read())
        {
            var offset = rows.Int(0);
            pieces.Add((offset, rows.Text(1)));
            if (offset <= start)
                break;
        }

        return pieces;
    }

    private static string Text(List<(int Offset, string Tokens)> pieces, int start)
    {
        var text = new StringBuilder();
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            var (offset, tokens) = pieces[i];
            var skipped = start + text.Length - offset;
            if (skipped < 0)
                text.Append('\uFFFD', -skipped);
            if (skipped < tokens.Length)
                text.Append(tokens, Math.Max(0, skipped), tokens.Length - Math.Max(0, skipped));
        }

        return text.ToString();
    }
}
