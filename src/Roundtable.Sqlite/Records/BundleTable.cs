using System.Globalization;
using System.Text;
using Roundtable.Sqlite.Engine;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>Bundles of open chunks as rows.</summary>
internal static class BundleTable
{
    private const string InsertOne = """
        insert into bundle (message_id, seq, offset, tokens, length, token_count, timestamp, checksum)
        values ($message_id, $seq, $offset, $tokens, $length, $token_count, $timestamp, $checksum)
        """;

    private const string SelectAll = """
        select seq, offset, tokens, token_count, timestamp, checksum
        from bundle
        where message_id = $message_id
        order by offset
        """;

    private const string DeleteAll = "delete from bundle where message_id = $message_id";

    public static void Insert(Database database, Bundle bundle) =>
        database
            .Prepare(InsertOne)
            .Bind(bundle.MessageId.ToString())
            .Bind(bundle.Seq)
            .Bind(bundle.Offset)
            .Bind(bundle.Tokens)
            .Bind(bundle.Tokens.Length)
            .Bind(bundle.TokenCount)
            .Bind(StoredTime.Format(bundle.Timestamp))
            .Bind(Checksum(bundle))
            .Execute();

    /// <summary>The bundles of a message's open chunk, in order; null when one of them is not sound.</summary>
    public static IReadOnlyList<Bundle>? Read(Database database, MessageId id)
    {
        using var rows = database.Prepare(SelectAll).Bind(id.ToString());
        var bundles = new List<Bundle>();
        var isSound = true;
        while (rows.Read())
        {
            isSound &= StoredTime.TryParse(rows.Utf8(4), out var timestamp);
            var bundle = new Bundle
            {
                MessageId = id,
                Seq = rows.Int(0),
                Offset = rows.Int(1),
                Tokens = rows.Text(2),
                TokenCount = rows.Int(3),
                Timestamp = timestamp,
            };
            isSound &= Checksum(bundle) == rows.Text(5);
            bundles.Add(bundle);
        }

        return isSound ? bundles : null;
    }

    public static void DeleteOf(Database database, string messageId) => database.Prepare(DeleteAll).Bind(messageId).Execute();

    /// <summary>A bundle has no record of its own in files; its checksum is over its members, divided by line feeds.</summary>
    private static string Checksum(Bundle bundle) =>
        ChecksummedJson.Digest(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{bundle.MessageId}\n{bundle.Seq}\n{bundle.Offset}\n{bundle.TokenCount}\n{StoredTime.Format(bundle.Timestamp)}\n{bundle.Tokens}"
                )
            )
        );
}
