using System.Text.Json;

namespace Roundtable.Tests.Sandbox;

/// <summary>That a file's name and the ids inside it say the same.</summary>
internal static class StoredIdentity
{
    public static IEnumerable<string> Problems(StoredFileName name, JsonElement root) =>
        name.Kind switch
        {
            StoredFileKind.User => [.. Differs(root, "userId", name.UserId), .. Differs(root, "revision", name.Ordinal)],
            StoredFileKind.Conversation =>
            [
                .. Differs(root, "conversationId", name.ConversationId),
                .. Differs(root, "userId", name.UserId),
                .. Differs(root, "revision", name.Ordinal),
            ],
            StoredFileKind.SealHead or StoredFileKind.SealFoot =>
            [
                .. Differs(root, "conversationId", name.ConversationId),
                .. Differs(root, "seal", name.Ordinal),
            ],
            StoredFileKind.Request =>
            [
                .. Differs(root, "userId", name.UserId),
                .. Differs(root, "key", Path.GetFileNameWithoutExtension(name.Path)),
            ],
            StoredFileKind.Run => References(name, root).Concat(Belongs(name, root)),
            StoredFileKind.Note or StoredFileKind.Unfinished => [],
            _ => [.. Differs(root, "messageId", name.MessageId), .. Place(name, root), .. References(name, root)],
        };

    private static IEnumerable<string> Differs(JsonElement root, string member, string expected)
    {
        if (!root.GetProperty(member).ValueEquals(expected))
            yield return $"identity: {member} is {root.GetProperty(member)}, the name says {expected}";
    }

    private static IEnumerable<string> Differs(JsonElement root, string member, int expected)
    {
        if (root.GetProperty(member).GetInt32() != expected)
            yield return $"identity: {member} is {root.GetProperty(member)}, the name says {expected}";
    }

    /// <summary>A chunk stands under a chunk's name, a user's message and an opening under a message's.</summary>
    private static IEnumerable<string> Place(StoredFileName name, JsonElement root)
    {
        var isChunk = root.TryGetProperty("agentId", out _) && root.GetProperty("seq").GetInt32() > 0;
        if (isChunk != (name.Kind is StoredFileKind.Chunk))
            return [$"identity: {(isChunk ? "a chunk" : "no chunk")}, the name says otherwise"];
        return isChunk ? Differs(root, "seq", name.Ordinal) : [];
    }

    private static IEnumerable<string> Belongs(StoredFileName name, JsonElement root)
    {
        var id = root.GetProperty("messageId").GetString()!;
        if (!id.StartsWith(name.ConversationId + "-ms", StringComparison.Ordinal))
            yield return $"identity: {id} belongs to another conversation";
    }

    private static IEnumerable<string> References(StoredFileName name, JsonElement root)
    {
        foreach (var member in (string[])["replyTo", "replaces"])
        {
            if (!root.TryGetProperty(member, out var id))
                continue;
            if (!id.GetString()!.StartsWith(name.ConversationId + "-ms", StringComparison.Ordinal))
                yield return $"identity: {member} names {id}, a message of another conversation";
        }
    }
}
