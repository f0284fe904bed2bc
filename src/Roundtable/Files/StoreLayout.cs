using System.Security.Cryptography;

namespace Roundtable.Files;

/// <summary>
/// The names in a data folder, formatted and parsed here and nowhere else. Paths are relative to the data folder, and are
/// made of ids, so that none can lead out of its user's folder.
/// </summary>
internal static class StoreLayout
{
    public const string Lock = "lock";
    public const string Users = "users";
    public const string Journal = "journal";

    /// <summary>Where damaged files are kept, out of the way.</summary>
    public const string Aside = "aside";

    /// <summary>Says that a folder is the target of a copy which is not finished.</summary>
    public const string Unfinished = "unfinished.json";

    private const string Extension = ".json";
    private const string RevisionMark = "-r";
    private const string SealedMark = "sealed-";
    private const string SealedExtension = ".jsonl";

    public static string UserFolder(UserId user) => $"{Users}/{user}";

    public static string ConversationFolder(UserId user) => $"{UserFolder(user)}/data/conversations";

    public static string MessageFolder(UserId user) => $"{ConversationFolder(user)}/messages";

    public static string RequestFolder(UserId user) => $"{UserFolder(user)}/data/requests";

    /// <summary>What a request was answered, by the hash of its key.</summary>
    public static string Request(UserId user, string key) => $"{RequestFolder(user)}/{key}{Extension}";

    public static string User(UserId user, int revision) => $"{UserFolder(user)}/user{Revision(revision)}{Extension}";

    public static string Conversation(ConversationId id, int revision) =>
        $"{ConversationFolder(id.User)}/{id}{Revision(revision)}{Extension}";

    /// <summary>A user's message, or the opening of an agent's.</summary>
    public static string Message(MessageId id) => $"{MessageFolder(id.Conversation.User)}/{id}{Extension}";

    public static string Chunk(ChunkId id) => $"{MessageFolder(id.Message.Conversation.User)}/{id}{Extension}";

    /// <summary>Where a chunk is: seq 0 is an opening, and a user's message has its one text under the same name.</summary>
    public static string Chunk(MessageChunk chunk) =>
        chunk.Seq == 0 || chunk.AuthorId is not null ? Message(chunk.MessageId) : Chunk(new ChunkId(chunk.MessageId, chunk.Seq));

    /// <summary>Messages of a quiet conversation, folded into one file.</summary>
    public static string Sealed(ConversationId id, int seal) =>
        $"{ConversationFolder(id.User)}/{id}-{IdSegment.Format(SealedMark, seal, digitsMin: 3)}{SealedExtension}";

    public static bool TryParseSealed(ReadOnlySpan<char> name, out ConversationId id, out int seal)
    {
        (id, seal) = (default, 0);
        if (!name.EndsWith(SealedExtension, StringComparison.Ordinal))
            return false;
        name = name[..^SealedExtension.Length];
        var mark = name.LastIndexOf('-' + SealedMark);
        return mark > 0
            && IdSegment.TryParse(name[(mark + 1)..], SealedMark, digitsMin: 3, out seal)
            && ConversationId.TryParse(name[..mark], out id);
    }

    public static bool TryParseRequest(string name, out string key)
    {
        key = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : "";
        return key.Length == SHA256.HashSizeInBytes * 2 && key.All(char.IsAsciiHexDigitLower);
    }

    public static bool TryParseUser(ReadOnlySpan<char> name, out int revision) =>
        TryTrimRevision(ref name, out revision) && name is "user";

    public static bool TryParseConversation(ReadOnlySpan<char> name, out ConversationId id, out int revision)
    {
        id = default;
        return TryTrimRevision(ref name, out revision) && ConversationId.TryParse(name, out id);
    }

    /// <summary>Parses the name of a message (seq 0) or of a chunk.</summary>
    public static bool TryParseMessage(ReadOnlySpan<char> name, out MessageId id, out int seq)
    {
        seq = 0;
        id = default;
        if (!TryTrimExtension(ref name))
            return false;
        if (MessageId.TryParse(name, out id))
            return true;
        if (!ChunkId.TryParse(name, out var chunk))
            return false;
        (id, seq) = (chunk.Message, chunk.Seq);
        return true;
    }

    private static string Revision(int revision) => revision == 1 ? "" : "-" + IdSegment.Format("r", revision, digitsMin: 2);

    private static bool TryTrimRevision(ref ReadOnlySpan<char> name, out int revision)
    {
        revision = 1;
        if (!TryTrimExtension(ref name))
            return false;

        var mark = name.LastIndexOf(RevisionMark);
        if (mark > 0)
        {
            // "-r02": the first revision has no number in its name.
            if (!IdSegment.TryParse(name[(mark + 1)..], "r", digitsMin: 2, out revision) || revision < 2)
                return false;
            name = name[..mark];
        }

        return true;
    }

    private static bool TryTrimExtension(ref ReadOnlySpan<char> name)
    {
        if (!name.EndsWith(Extension, StringComparison.Ordinal))
            return false;
        name = name[..^Extension.Length];
        return true;
    }
}
