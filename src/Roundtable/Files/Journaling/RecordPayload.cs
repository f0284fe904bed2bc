using Roundtable.Stored;

namespace Roundtable.Files.Journaling;

/// <summary>The payloads of records, written and read in one place: little-endian numbers, length-prefixed UTF-8.</summary>
internal static class RecordPayload
{
    public static RecordKind Write(BinaryWriter writer, JournalRecord record)
    {
        switch (record)
        {
            case FilesRecord files:
                WriteFiles(writer, files.Files);
                return RecordKind.Files;
            case BundleRecord bundle:
                WriteId(writer, bundle.Bundle.MessageId);
                WriteBundle(writer, bundle.Bundle);
                return RecordKind.Bundle;
            case EndRecord end:
                WriteEnd(writer, end);
                return RecordKind.End;
            case LiveRecord live:
                WriteLive(writer, live.Reply);
                return RecordKind.Live;
            default:
                throw new ArgumentException($"The journal has no form for {record.GetType().Name}.", nameof(record));
        }
    }

    public static JournalRecord Read(RecordKind kind, BinaryReader reader) =>
        kind switch
        {
            RecordKind.Files => new FilesRecord(ReadFiles(reader)),
            RecordKind.Bundle => new BundleRecord(ReadBundle(reader, ReadId(reader))),
            RecordKind.End => ReadEnd(reader),
            RecordKind.Live => new LiveRecord(ReadLive(reader)),
            _ => throw new InvalidDataException($"The journal has a record of kind {(byte)kind} in a place where there is none."),
        };

    private static void WriteFiles(BinaryWriter writer, IReadOnlyList<StoredFile> files)
    {
        writer.Write(files.Count);
        foreach (var file in files)
        {
            writer.Write(file.Path);
            writer.Write(file.Bytes.Length);
            writer.Write(file.Bytes);
        }
    }

    private static StoredFile[] ReadFiles(BinaryReader reader)
    {
        var files = new StoredFile[reader.ReadInt32()];
        for (var i = 0; i < files.Length; i++)
        {
            var path = reader.ReadString();
            files[i] = new StoredFile(path, reader.ReadBytes(reader.ReadInt32()));
        }

        return files;
    }

    private static void WriteBundle(BinaryWriter writer, Bundle bundle)
    {
        writer.Write(bundle.Seq);
        writer.Write(bundle.Offset);
        writer.Write(bundle.TokenCount);
        writer.Write(bundle.Timestamp.ToUnixTimeMilliseconds());
        writer.Write(bundle.ClosesChunk);
        writer.Write(bundle.Tokens);
    }

    private static Bundle ReadBundle(BinaryReader reader, MessageId id) =>
        new()
        {
            MessageId = id,
            Seq = reader.ReadInt32(),
            Offset = reader.ReadInt32(),
            TokenCount = reader.ReadInt32(),
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
            ClosesChunk = reader.ReadBoolean(),
            Tokens = reader.ReadString(),
        };

    private static void WriteEnd(BinaryWriter writer, EndRecord end)
    {
        WriteId(writer, end.MessageId);
        writer.Write(end.Change);
        writer.Write(end.CompletedAt.ToUnixTimeMilliseconds());
        writer.Write((byte)end.Ending.Reason);
        writer.Write(end.Ending.Error is not null);
        if (end.Ending.Error is not { } error)
            return;
        writer.Write(error.Code);
        writer.Write(error.Message);
    }

    private static EndRecord ReadEnd(BinaryReader reader)
    {
        var id = ReadId(reader);
        var change = reader.ReadInt64();
        var completedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        var reason = (FinishReason)reader.ReadByte();
        var error = reader.ReadBoolean() ? new MessageError(reader.ReadString(), reader.ReadString()) : null;
        return new EndRecord(id, new MessageEnd(reason, error), change, completedAt);
    }

    private static void WriteLive(BinaryWriter writer, LiveReply reply)
    {
        WriteId(writer, reply.Id);
        writer.Write(reply.AgentId);
        writer.Write(reply.Seq);
        writer.Write(reply.Offset);
        writer.Write(reply.TokenOffset);
        writer.Write(reply.Open.Count);
        foreach (var bundle in reply.Open)
            WriteBundle(writer, bundle);
    }

    private static LiveReply ReadLive(BinaryReader reader)
    {
        var id = ReadId(reader);
        var agentId = reader.ReadString();
        var place = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var open = new Bundle[reader.ReadInt32()];
        for (var i = 0; i < open.Length; i++)
            open[i] = ReadBundle(reader, id);
        return LiveReply.Restore(id, agentId, place, open);
    }

    private static void WriteId(BinaryWriter writer, MessageId id)
    {
        writer.Write(id.Conversation.User.Number);
        writer.Write(id.Conversation.Number);
        writer.Write(id.Number);
    }

    private static MessageId ReadId(BinaryReader reader) =>
        new(new ConversationId(new UserId(reader.ReadInt32()), reader.ReadInt32()), reader.ReadInt32());
}
