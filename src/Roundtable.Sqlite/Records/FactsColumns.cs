using System.Collections.ObjectModel;
using System.Text.Json;
using Roundtable.Sqlite.Engine;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>The columns that a revision of a conversation's facts has in both tables, written and read in this order.</summary>
internal static class FactsColumns
{
    public const string Names =
        "title, participants, metadata, archived, created_at, timestamp, changed_by, tag, facts_change, checksum";

    public const string Values =
        "$title, $participants, $metadata, $archived, $created_at, $timestamp, $changed_by, $tag, $facts_change, $checksum";

    public const int Count = 10;

    private static readonly IReadOnlyDictionary<string, string> NoMetadata = ReadOnlyDictionary<string, string>.Empty;

    public static Statement Bind(Statement statement, ConversationFile facts) =>
        statement
            .Bind(facts.Title)
            .Bind(JsonSerializer.Serialize(facts.Participants, StoredJson.Default.IReadOnlyListString))
            .Bind(JsonSerializer.Serialize(facts.Metadata, StoredJson.Default.IReadOnlyDictionaryStringString))
            .Bind(facts.Archived)
            .Bind(StoredTime.Format(facts.CreatedAt))
            .Bind(StoredTime.Format(facts.Timestamp))
            .Bind(facts.ChangedBy)
            .Bind(StoredTag.Format(facts.Tag))
            .Bind(facts.Change)
            .Bind(facts.Digest());

    /// <summary>The revision, if its columns, from this one on, fit their checksum.</summary>
    public static ConversationFile? Parse(Statement row, int first, ConversationId id, int revision) =>
        Read(row, first, id, revision) is { } facts && facts.Digest() == row.Text(first + 9) ? facts : null;

    /// <summary>The same with its line, which is what it was checked by.</summary>
    public static (ConversationFile Facts, byte[] Line)? ParseLine(Statement row, int first, ConversationId id, int revision) =>
        Read(row, first, id, revision) is { } facts
        && facts.Encode() is var line
        && ChecksummedJson.HasDigest(line, row.Utf8(first + 9))
            ? (facts, line)
            : null;

    /// <summary>What the columns say, checked by nothing yet; null when they are no facts.</summary>
    private static ConversationFile? Read(Statement row, int first, ConversationId id, int revision)
    {
        if (
            !StoredTime.TryParse(row.Utf8(first + 4), out var createdAt)
            || !StoredTime.TryParse(row.Utf8(first + 5), out var timestamp)
            || !StoredTag.TryParse(row.Text(first + 7), out var tag)
        )
            return null;
        try
        {
            return new ConversationFile
            {
                ConversationId = id.ToString(),
                Revision = revision,
                UserId = id.User.ToString(),
                Title = row.Text(first),
                Participants = Participants(row.Utf8(first + 1)),
                Metadata = Metadata(row.Utf8(first + 2)),
                Archived = row.Long(first + 3) == 1,
                CreatedAt = createdAt,
                Timestamp = timestamp,
                ChangedBy = row.Text(first + 6),
                Tag = tag,
                Change = row.Long(first + 8),
                Format = ChecksummedJson.Format,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Most have none, and need no serializer to say so.
    private static IReadOnlyList<string> Participants(ReadOnlySpan<byte> json) =>
        json.SequenceEqual("[]"u8) ? [] : JsonSerializer.Deserialize(json, StoredJson.Default.IReadOnlyListString) ?? [];

    private static IReadOnlyDictionary<string, string> Metadata(ReadOnlySpan<byte> json) =>
        json.SequenceEqual("{}"u8)
            ? NoMetadata
            : JsonSerializer.Deserialize(json, StoredJson.Default.IReadOnlyDictionaryStringString) ?? NoMetadata;
}
