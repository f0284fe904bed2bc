using System.Text.Json;
using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>Reads a run as this program writes it, which is nearly every one that is ever read.</summary>
internal static class CanonicalRun
{
    private const int ChunksUsual = 8;
    private const int NumbersMax = 64;

    /// <summary>The run; null when it is to be read as any JSON.</summary>
    /// <param name="bytes">With a sound checksum.</param>
    public static RunFile? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new CanonicalReader(bytes);
            var run = Read(ref reader);
            return reader.IsOther ? null : run;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static RunFile Read(ref CanonicalReader reader)
    {
        reader.Require("messageId"u8);
        var id = reader.Text();
        reader.Require("seq"u8);
        var seq = reader.Int();
        reader.Require("tokens"u8);
        var tokens = reader.Text();
        reader.Require("timestamp"u8);
        var timestamp = reader.Time();
        var agentId = reader.Has("agentId"u8) ? reader.Text() : null;
        reader.RequireFormat(SealedFormat.Newest);
        var run = new RunFile
        {
            MessageId = id,
            Seq = seq,
            Tokens = tokens,
            Timestamp = timestamp,
            AgentId = agentId,
            Format = SealedFormat.Newest,
            Offset = reader.Has("offset"u8) ? reader.Int() : null,
            TokenOffset = reader.Has("tokenOffset"u8) ? reader.Int() : null,
            TokenCount = reader.Has("tokenCount"u8) ? reader.Int() : null,
            Chunks = reader.Has("chunks"u8) ? Chunks(ref reader) : null,
            AuthorId = reader.Has("authorId"u8) ? reader.Text() : null,
            Model = reader.Has("model"u8) ? reader.Text() : null,
            ReplyTo = reader.Has("replyTo"u8) ? reader.Text() : null,
            RoutedBy = reader.Has("routedBy"u8) ? reader.Word<RoutedBy>() : null,
            Replaces = reader.Has("replaces"u8) ? reader.Text() : null,
            Tag = reader.Has("tag"u8) ? reader.Tag() : null,
            Change = reader.Has("change"u8) ? reader.Long() : null,
            EndChange = reader.Has("endChange"u8) ? reader.Long() : null,
            FinishReason = reader.Has("finishReason"u8) ? reader.Word<FinishReason>() : null,
            Error = reader.Has("error"u8) ? CanonicalChunk.Error(ref reader) : null,
            CompletedAt = reader.Has("completedAt"u8) ? reader.Time() : null,
        };
        reader.End();
        return run;
    }

    private static List<long[]> Chunks(ref CanonicalReader reader)
    {
        var marks = new List<long[]>(ChunksUsual);
        Span<long> numbers = stackalloc long[NumbersMax];
        reader.Pass(JsonTokenType.StartArray);
        while (!reader.IsOther && !reader.Passes(JsonTokenType.EndArray))
        {
            reader.Pass(JsonTokenType.StartArray);
            var count = 0;
            for (; count < NumbersMax && !reader.IsOther && !reader.Passes(JsonTokenType.EndArray); count++)
                numbers[count] = reader.Long();
            if (count == NumbersMax)
                reader.Pass(JsonTokenType.EndArray);
            marks.Add(numbers[..count].ToArray());
        }

        return marks;
    }
}
