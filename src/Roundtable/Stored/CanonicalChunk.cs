using System.Text.Json;

namespace Roundtable.Stored;

/// <summary>Reads a chunk as this program writes it, which is nearly every one that is ever read.</summary>
internal static class CanonicalChunk
{
    private const int BundlesUsual = 3;

    /// <summary>The chunk; null when it is to be read as any JSON.</summary>
    /// <param name="bytes">With a sound checksum.</param>
    public static MessageChunk? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new CanonicalReader(bytes);
            var chunk = Read(ref reader);
            return reader.IsOther || !ChunkFile.MakesSense(chunk) ? null : chunk;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static MessageChunk Read(ref CanonicalReader reader)
    {
        reader.Require("messageId"u8);
        var id = reader.MessageId();
        reader.Require("seq"u8);
        var seq = reader.Int();
        reader.Require("tokens"u8);
        var tokens = reader.Text();
        reader.Require("timestamp"u8);
        var timestamp = reader.Time();
        var agentId = reader.Has("agentId"u8) ? reader.Text() : null;
        reader.Require("status"u8);
        var status = reader.Word<MessageStatus>();
        reader.RequireFormat(ChecksummedJson.Format);
        reader.Require("offset"u8);
        var offset = reader.Int();
        reader.Require("tokenOffset"u8);
        var tokenOffset = reader.Int();
        reader.Require("tokenCount"u8);
        var chunk = new MessageChunk
        {
            MessageId = id,
            Seq = seq,
            Tokens = tokens,
            Timestamp = timestamp,
            AgentId = agentId,
            Status = status,
            Offset = offset,
            TokenOffset = tokenOffset,
            TokenCount = reader.Int(),
            Bundles = reader.Has("bundles"u8) ? Bundles(ref reader) : [],
            AuthorId = reader.Has("authorId"u8) ? reader.UserId() : null,
            Model = reader.Has("model"u8) ? reader.Text() : null,
            ReplyTo = reader.Has("replyTo"u8) ? reader.MessageId() : null,
            RoutedBy = reader.Has("routedBy"u8) ? reader.Word<RoutedBy>() : null,
            Replaces = reader.Has("replaces"u8) ? reader.MessageId() : null,
            Tag = reader.Has("tag"u8) ? reader.Tag() : null,
            Change = reader.Has("change"u8) ? reader.Long() : null,
            FinishReason = reader.Has("finishReason"u8) ? reader.Word<FinishReason>() : null,
            Error = reader.Has("error"u8) ? Error(ref reader) : null,
            CompletedAt = reader.Has("completedAt"u8) ? reader.Time() : null,
        };
        reader.End();
        return chunk;
    }

    /// <summary>What went wrong, as chunks and runs say it.</summary>
    public static MessageError Error(ref CanonicalReader reader)
    {
        reader.Pass(JsonTokenType.StartObject);
        reader.Require("code"u8);
        var code = reader.Text();
        reader.Require("message"u8);
        var message = reader.Text();
        reader.Pass(JsonTokenType.EndObject);
        return new MessageError(code, message);
    }

    private static List<BundleMark> Bundles(ref CanonicalReader reader)
    {
        var bundles = new List<BundleMark>(BundlesUsual);
        reader.Pass(JsonTokenType.StartArray);
        while (!reader.IsOther && !reader.Passes(JsonTokenType.EndArray))
        {
            reader.Pass(JsonTokenType.StartObject);
            reader.Require("length"u8);
            var length = reader.Int();
            reader.Require("tokenCount"u8);
            bundles.Add(new BundleMark(length, reader.Int()));
            reader.Pass(JsonTokenType.EndObject);
        }

        return bundles;
    }
}
