using System.Buffers;
using Roundtable.Cursors;
using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;
using Roundtable.Following;

namespace Roundtable.Bench.Serving;

/// <summary>The frames of a message of so many bundles, byte for byte as the server sends them, but for the stamps of each.</summary>
internal sealed class Frames
{
    private const ulong Tag = 0x0123456789abcdef;
    private static readonly MessageId Id = MessageId.Parse("us01-co12-ms02");

    public Frames(int count)
    {
        Bundles = [.. Enumerable.Range(0, count).Select(Bundle)];
        End = Complete(count);
    }

    /// <summary>Each with the place of its stamps: when it was due, a space, when it was cut.</summary>
    public IReadOnlyList<(byte[] Bytes, int StampsAt)> Bundles { get; }

    public byte[] End { get; }

    private static (byte[] Bytes, int StampsAt) Bundle(int number)
    {
        var offset = number * Script.BundleLength;
        var cursor = new MessageCursor(Id, Tag, offset + Script.BundleLength, Ended: false);
        var frame = BundleFrame.Of(new BundleShown(cursor, offset, Script.Blank, Script.BundleTokens)).ToArray();
        return (frame, frame.AsSpan().IndexOf("000000000 000000000"u8));
    }

    private static byte[] Complete(int bundles)
    {
        var message = new Message
        {
            Id = Id,
            Role = MessageRole.Agent,
            AgentId = "sage",
            Model = "sage",
            Content = string.Concat(Enumerable.Repeat(Script.Blank, bundles)),
            TokenCount = bundles * Script.BundleTokens,
            ChunkCount = (bundles + 2) / 3,
            Status = MessageStatus.Complete,
            FinishReason = FinishReason.Stop,
            ReplyTo = MessageId.Parse("us01-co12-ms01"),
            RoutedBy = RoutedBy.Default,
            CreatedAt = DateTimeOffset.UnixEpoch,
            CompletedAt = DateTimeOffset.UnixEpoch,
        };
        var bytes = new ArrayBufferWriter<byte>();
        EventFormat.WriteId(bytes, new MessageCursor(Id, Tag, message.Length, Ended: true).ToString());
        EventFormat.Write(bytes, "complete", MessageBody.WithoutContent(message));
        return bytes.WrittenSpan.ToArray();
    }
}
