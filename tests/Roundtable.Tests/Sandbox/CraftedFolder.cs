using System.Text.Json;
using System.Text.Json.Nodes;

namespace Roundtable.Tests.Sandbox;

/// <summary>Writes a data folder by hand, independently of the product, sound or with something wrong in it.</summary>
/// <param name="data">The data folder.</param>
internal sealed class CraftedFolder(string data)
{
    public const string User = "users/us01/user.json";
    public const string Conversation = "users/us01/data/conversations/us01-co12.json";

    private const string Time = "2026-11-23T02:00:00.000Z";
    private const string Tag = "00c0ffee00c0ffee";

    /// <summary>A user, a conversation, a question, and an answer in three chunks; the last of them without text.</summary>
    public static CraftedFolder Sound(string data)
    {
        var folder = new CraftedFolder(data);
        folder.Write("lock", Array.Empty<byte>());
        folder.Write("journal/00000001.journal", [0]);
        folder.Write(User, UserFacts());
        folder.Write(Conversation, ConversationFacts(revision: 1));
        folder.Write(Message("us01-co12-ms01"), Question("us01-co12-ms01"));
        folder.Write(Message("us01-co12-ms02"), Opening("us01-co12-ms02"));
        folder.Write(Message("us01-co12-ms02-001"), Chunk("us01-co12-ms02", seq: 1, offset: 0, "Grüße 🌍\n"));
        folder.Write(Message("us01-co12-ms02-002"), Chunk("us01-co12-ms02", seq: 2, offset: 9, "\u0000 <b>& 'more'"));
        folder.Write(Message("us01-co12-ms02-003"), LastChunk("us01-co12-ms02", seq: 3, offset: 22));
        return folder;
    }

    /// <summary>Where the file of a message or chunk of <c>us01</c> lies.</summary>
    public static string Message(string name) => $"users/us01/data/conversations/messages/{name}.json";

    public static JsonObject UserFacts() =>
        new()
        {
            ["userId"] = "us01",
            ["revision"] = 1,
            ["name"] = "Ada",
            ["createdAt"] = Time,
            ["timestamp"] = Time,
            ["format"] = 1,
        };

    public static JsonObject ConversationFacts(int revision) =>
        new()
        {
            ["conversationId"] = "us01-co12",
            ["revision"] = revision,
            ["userId"] = "us01",
            ["title"] = "Reise nach Köln",
            ["participants"] = new JsonArray("sage"),
            ["metadata"] = new JsonObject { ["k"] = "v" },
            ["archived"] = false,
            ["createdAt"] = Time,
            ["timestamp"] = Time,
            ["changedBy"] = "us01",
            ["tag"] = Tag,
            ["change"] = 1,
            ["format"] = 1,
        };

    public static JsonObject Question(string message) =>
        new()
        {
            ["messageId"] = message,
            ["seq"] = 1,
            ["tokens"] = "What is OAuth?",
            ["timestamp"] = Time,
            ["status"] = "complete",
            ["format"] = 1,
            ["offset"] = 0,
            ["tokenOffset"] = 0,
            ["tokenCount"] = 4,
            ["authorId"] = "us01",
            ["tag"] = Tag,
            ["change"] = 2,
        };

    public static JsonObject Opening(string message) =>
        new()
        {
            ["messageId"] = message,
            ["seq"] = 0,
            ["tokens"] = "",
            ["timestamp"] = Time,
            ["agentId"] = "sage",
            ["status"] = "streaming",
            ["format"] = 1,
            ["offset"] = 0,
            ["tokenOffset"] = 0,
            ["tokenCount"] = 0,
            ["replyTo"] = "us01-co12-ms01",
            ["routedBy"] = "mention",
            ["tag"] = Tag,
            ["change"] = 3,
        };

    public static JsonObject Chunk(string message, int seq, int offset, string text) =>
        new()
        {
            ["messageId"] = message,
            ["seq"] = seq,
            ["tokens"] = text,
            ["timestamp"] = Time,
            ["agentId"] = "sage",
            ["status"] = "streaming",
            ["format"] = 1,
            ["offset"] = offset,
            ["tokenOffset"] = 20 * (seq - 1),
            ["tokenCount"] = 20,
            ["bundles"] = new JsonArray(new JsonObject { ["length"] = text.Length, ["tokenCount"] = 20 }),
        };

    public static JsonObject LastChunk(string message, int seq, int offset) =>
        new()
        {
            ["messageId"] = message,
            ["seq"] = seq,
            ["tokens"] = "",
            ["timestamp"] = Time,
            ["agentId"] = "sage",
            ["status"] = "complete",
            ["format"] = 1,
            ["offset"] = offset,
            ["tokenOffset"] = 20 * (seq - 1),
            ["tokenCount"] = 0,
            ["bundles"] = new JsonArray(),
            ["change"] = 4,
            ["finishReason"] = "stop",
            ["completedAt"] = Time,
        };

    /// <summary>Writes a file with a sound checksum, whatever it says.</summary>
    public void Write(string path, JsonObject content)
    {
        var json = StoredText.Write(JsonSerializer.SerializeToElement(content));
        Write(path, StoredForm.Seal(json.AsSpan()[..^1]));
    }

    public void Write(string path, byte[] bytes)
    {
        var full = Path.Combine(data, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    /// <summary>Changes what a file says and gives it a sound checksum again.</summary>
    public void Change(string path, Action<JsonObject> change)
    {
        var content = JsonNode.Parse(Read(path))!.AsObject();
        content.Remove("checksum");
        change(content);
        Write(path, content);
    }

    public byte[] Read(string path) => File.ReadAllBytes(Path.Combine(data, path));

    public void Delete(string path) => File.Delete(Path.Combine(data, path));
}
