using System.Globalization;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Verification;

namespace Roundtable.Tests.Sandbox;

/// <summary>What is wrong with a database of ours, told by other means than the store's own reading where there are any.</summary>
internal static class DatabaseInspection
{
    /// <summary>Each query must find nothing.</summary>
    private static readonly (string What, string Query)[] Rules =
    [
        ("integrity", "select integrity_check from pragma_integrity_check where integrity_check <> 'ok'"),
        ("foreign key", "select \"table\" || ' ' || rowid from pragma_foreign_key_check"),
        (
            "message numbers have a hole",
            """
            select c.id from conversation c
            where c.deleted = 0
                and c.message_count <> (select count(*) from message m where m.conversation_id = c.id)
            """
        ),
        (
            "message count is not the last number",
            """
            select c.id from conversation c
            where c.deleted = 0
                and c.message_count <> (select coalesce(max(number), 0) from message m where m.conversation_id = c.id)
            """
        ),
        (
            "ended count",
            """
            select c.id from conversation c
            where c.deleted = 0 and c.ended_count <>
                (select count(*) from message m where m.conversation_id = c.id and m.status = 'complete')
            """
        ),
        (
            "text length",
            """
            select c.id from conversation c
            where c.deleted = 0 and c.text_length <>
                (select coalesce(sum(m.length), 0) from message m where m.conversation_id = c.id)
            """
        ),
        (
            "chunk sequence",
            """
            select m.id from message m
            where m.chunk_count <> (select coalesce(max(k.seq), 0) from chunk k where k.message_id = m.id)
                or m.chunk_count + (m.role = 'agent') <> (select count(*) from chunk k where k.message_id = m.id)
            """
        ),
        (
            "bundle of a message that has ended",
            "select b.message_id from bundle b join message m on m.id = b.message_id where m.status <> 'streaming'"
        ),
        (
            "text of a deleted conversation",
            "select m.id from message m join conversation c on c.id = m.conversation_id where c.deleted = 1"
        ),
        (
            "last chunk",
            """
            select m.id from message m join chunk k on k.message_id = m.id and k.seq = m.chunk_count
            where m.status = 'complete' and (k.status <> 'complete' or k.offset + 0 > m.length)
            """
        ),
    ];

    public static IReadOnlyList<string> Violations(Database database)
    {
        var found = new List<string>();
        foreach (var (what, query) in Rules)
            found.AddRange(Ask(database, query).Select(row => $"{what}: {row}"));
        foreach (var id in Ask(database, "select id from user"))
        {
            _ = UserTable.Find(database, UserId.Parse(id, CultureInfo.InvariantCulture), out var isDamaged);
            if (isDamaged)
                found.Add($"checksum: {id}");
        }

        var conversations = Ask(database, "select id from conversation where deleted = 0").Select(id => ConversationId.Parse(id));
        found.AddRange(
            conversations.Where(id => ConversationTable.Find(database, id)!.IsDamaged).Select(id => $"checksum: {id}")
        );
        foreach (var id in Ask(database, "select id from message").Select(text => MessageId.Parse(text)))
            found.AddRange(
                ChunkTable
                    .Read(database, id, (0, int.MaxValue), int.MaxValue)
                    .Where(reading => reading.Damage is not null)
                    .Select(reading => $"{reading.Damage}: {id} {reading.Seq}")
            );
        found.AddRange(new IndexCheck(database, CancellationToken.None).Run().Select(finding => $"{finding.Path}: {finding.Id}"));
        found.AddRange(DatabaseRules.Broken(database).Select(finding => $"{finding.Path}: {finding.Id} {finding.Cost}"));
        return found;
    }

    private static List<string> Ask(Database database, string query)
    {
        using var rows = database.Prepare(query);
        var texts = new List<string>();
        while (rows.Read())
            texts.Add(rows.Text(0));
        return texts;
    }
}
