using System.Globalization;
using System.Text.RegularExpressions;

namespace Roundtable.Tests.Sandbox;

/// <summary>What a path below the data folder says, read by the tests' own rules and not by the product's.</summary>
internal sealed partial record StoredFileName(string Path, StoredFileKind Kind)
{
    private const string Number = "(?:0[1-9]|[1-9][0-9]{1,8})";
    private const string User = $"users/(?<user>us{Number})";
    private const string Conversation = $"(?<conversation>\\k<user>-co{Number})";
    private const string Revision = "(?:-r(?<revision>0[2-9]|[1-9][0-9]{1,8}))?";
    private const string Sequence = "(?:-(?<seq>(?!000)[0-9]{3}|[1-9][0-9]{3,8}))?";

    /// <summary>The owner, such as <c>us01</c>; empty for what belongs to nobody.</summary>
    public string UserId { get; private init; } = "";

    /// <summary>Such as <c>us01-co12</c>, or empty.</summary>
    public string ConversationId { get; private init; } = "";

    /// <summary>Such as <c>us01-co12-ms02</c>, or empty.</summary>
    public string MessageId { get; private init; } = "";

    /// <summary>The revision of facts, or the sequence number of a chunk.</summary>
    public int Ordinal { get; private init; }

    /// <summary>Null when the path is no file of the layout.</summary>
    public static StoredFileName? Parse(string path) =>
        path switch
        {
            "lock" => new(path, StoredFileKind.Lock),
            "unfinished.json" => new(path, StoredFileKind.Unfinished),
            _ when JournalForm().IsMatch(path) => new(path, StoredFileKind.Journal),
            _ when NoteForm().IsMatch(path) => new(path, StoredFileKind.Note),
            _ when AsideForm().IsMatch(path) => new(path, StoredFileKind.Aside),
            _ when SealedForm().Match(path) is { Success: true } match => From(match, StoredFileKind.Sealed, "seal"),
            _ when UserForm().Match(path) is { Success: true } match => From(match, StoredFileKind.User, "revision"),
            _ when RequestForm().Match(path) is { Success: true } match => From(match, StoredFileKind.Request, "none"),
            _ when ConversationForm().Match(path) is { Success: true } match => From(
                match,
                StoredFileKind.Conversation,
                "revision"
            ),
            _ when MessageForm().Match(path) is { Success: true } match => From(
                match,
                match.Groups["seq"].Success ? StoredFileKind.Chunk : StoredFileKind.Message,
                "seq"
            ),
            _ => null,
        };

    public static bool IsFolder(string path) => FolderForm().IsMatch(path);

    public static string OfMessage(string messageId) =>
        $"users/{messageId[..messageId.IndexOf('-', StringComparison.Ordinal)]}/data/conversations/messages/{messageId}.json";

    public static string OfChunk(string messageId, int seq) =>
        OfMessage($"{messageId}-{seq.ToString("D3", CultureInfo.InvariantCulture)}");

    private static StoredFileName From(Match match, StoredFileKind kind, string ordinal) =>
        new(match.Value, kind)
        {
            UserId = match.Groups["user"].Value,
            ConversationId = match.Groups["conversation"].Value,
            MessageId = match.Groups["message"].Value,
            Ordinal = match.Groups[ordinal] is { Success: true } digits
                ? int.Parse(digits.Value, CultureInfo.InvariantCulture)
                : 1,
        };

    [GeneratedRegex(@"\Ajournal/(helper/)?[^/]+\z")]
    private static partial Regex JournalForm();

    [GeneratedRegex(@"\Aaside/[^/]+\.[1-9][0-9]*\.note\.json\z")]
    private static partial Regex NoteForm();

    [GeneratedRegex(@"\Aaside/[^/]+\.[1-9][0-9]*\z")]
    private static partial Regex AsideForm();

    [GeneratedRegex($@"\A{User}/data/conversations/{Conversation}-sealed-(?<seal>(?!000)[0-9]{{3}}|[1-9][0-9]{{3,8}})\.jsonl\z")]
    private static partial Regex SealedForm();

    [GeneratedRegex($@"\A{User}/user{Revision}\.json\z")]
    private static partial Regex UserForm();

    [GeneratedRegex($@"\A{User}/data/requests/[0-9a-f]{{64}}\.json\z")]
    private static partial Regex RequestForm();

    [GeneratedRegex($@"\A{User}/data/conversations/{Conversation}{Revision}\.json\z")]
    private static partial Regex ConversationForm();

    [GeneratedRegex($@"\A{User}/data/conversations/messages/(?<message>{Conversation}-ms{Number}){Sequence}\.json\z")]
    private static partial Regex MessageForm();

    [GeneratedRegex($@"\A(journal(/helper)?|aside|users|{User}(/data(/conversations(/messages)?|/requests)?)?)\z")]
    private static partial Regex FolderForm();
}
