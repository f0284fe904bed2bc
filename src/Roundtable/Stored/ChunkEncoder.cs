namespace Roundtable.Stored;

/// <summary>Writes a chunk as the serializer writes a <see cref="ChunkFile"/>, to the byte.</summary>
internal static class ChunkEncoder
{
    /// <summary>The chunk with its checksum, as a file has it.</summary>
    public static byte[] Encode(MessageChunk chunk) => CanonicalWriter.Seal(chunk, Write);

    /// <summary>Its checksum alone: 8 hexadecimal digits.</summary>
    public static string Digest(MessageChunk chunk) => CanonicalWriter.Digest(chunk, Write);

    private static void Write(CanonicalWriter json, MessageChunk chunk)
    {
        json.Begin('{');
        WritePlace(json, chunk);
        WriteBundles(json, chunk.Bundles);
        json.Text("authorId"u8, chunk.AuthorId?.ToString());
        json.Text("model"u8, chunk.Model);
        json.Text("replyTo"u8, chunk.ReplyTo?.ToString());
        json.Text("routedBy"u8, chunk.RoutedBy is { } routedBy ? StoredWord<RoutedBy>.Of(routedBy) : null);
        json.Text("replaces"u8, chunk.Replaces?.ToString());
        json.Text("tag"u8, chunk.Tag is { } tag ? StoredTag.Format(tag) : null);
        if (chunk.Change is { } change)
            json.Number("change"u8, change);
        json.Text("finishReason"u8, chunk.FinishReason is { } reason ? StoredWord<FinishReason>.Of(reason) : null);
        WriteError(json, chunk.Error);
        json.Text("completedAt"u8, chunk.CompletedAt is { } at ? StoredTime.Format(at) : null);
        json.End('}');
    }

    private static void WritePlace(CanonicalWriter json, MessageChunk chunk)
    {
        json.Text("messageId"u8, chunk.MessageId.ToString());
        json.Number("seq"u8, chunk.Seq);
        json.Text("tokens"u8, chunk.Tokens);
        json.Text("timestamp"u8, StoredTime.Format(chunk.Timestamp));
        json.Text("agentId"u8, chunk.AgentId);
        json.Text("status"u8, StoredWord<MessageStatus>.Of(chunk.Status));
        json.Number("format"u8, ChecksummedJson.Format);
        json.Number("offset"u8, chunk.Offset);
        json.Number("tokenOffset"u8, chunk.TokenOffset);
        json.Number("tokenCount"u8, chunk.TokenCount);
    }

    private static void WriteBundles(CanonicalWriter json, IReadOnlyList<BundleMark> bundles)
    {
        if (bundles.Count == 0)
            return;
        json.Name("bundles"u8);
        json.Begin('[');
        foreach (var bundle in bundles)
        {
            json.Begin('{');
            json.Number("length"u8, bundle.Length);
            json.Number("tokenCount"u8, bundle.TokenCount);
            json.End('}');
        }

        json.End(']');
    }

    private static void WriteError(CanonicalWriter json, MessageError? error)
    {
        if (error is null)
            return;
        json.Name("error"u8);
        json.Begin('{');
        json.Text("code"u8, error.Code);
        json.Text("message"u8, error.Message);
        json.End('}');
    }
}
