using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Sealing;
using Roundtable.Stored;

namespace Roundtable.Files;

/// <summary>Reads chunks wherever they are: in a sealed file, in one of their own, waiting for its name, or open.</summary>
internal sealed partial class ChunkReader(StoreIndex index, FilePublisher files, ILogger logger)
{
    /// <summary>What is known of the message now; null when it does not exist.</summary>
    public MessageLook? Look(MessageId id)
    {
        var user = index.Find(id.Conversation.User);
        if (user?.Find(id.Conversation.Number) is not { } entry)
            return null;
        var look = user.Read(entry, visible => visible.Facts is null ? default : MessageLook.At(visible, id.Number));
        return look.State is null ? null : look;
    }

    /// <summary>The message's state now; null when it does not exist.</summary>
    public MessageState? StateOf(MessageId id)
    {
        var user = index.Find(id.Conversation.User);
        return user?.Find(id.Conversation.Number) is { } entry
            ? user.Read(entry, visible => visible.Facts is null ? null : MessageLook.StateAt(visible, id.Number))
            : null;
    }

    public IEnumerable<ChunkReading> Read(MessageId id, int seqFrom)
    {
        if (Look(id) is not { State: { } state } look)
            yield break;

        var isReply = state.Role == MessageRole.Agent;
        var first = Math.Max(seqFrom, isReply ? 0 : 1);
        var readings = look.Sealed is { } sealedFile
            ? ReadSealed(sealedFile, id, first, look.FilesLast, isReply)
            : Enumerable.Range(first, Math.Max(0, look.FilesLast - first + 1)).Select(seq => ReadLoose(id, seq, isReply));
        foreach (var reading in readings)
        {
            if (reading.Chunk is { } chunk)
                LogRead(id, reading.Seq, chunk.Tokens.Length);
            else if (Look(id) is null)
                yield break; // Deleted meanwhile: that it is not there is no damage.
            else
                LogDamaged(id, reading.Seq, reading.Damage!);
            yield return reading;
        }

        if (look.OpenChunk is { } open && open.Seq >= seqFrom)
            yield return ChunkReading.Sound(open);
    }

    /// <summary>A sealed message all of whose lines are sound; null when it is not sealed, or when not all of it can be read.</summary>
    public WholeMessage? ReadWhole(MessageId id)
    {
        if (Look(id)?.Sealed is not { } sealedFile)
            return null;
        try
        {
            var whole = sealedFile.ReadWhole(id);
            if (whole is not null)
                LogReadWhole(id, whole.Last.Seq, whole.Tokens.Length);
            return whole;
        }
        catch (DiskException)
        {
            return null; // Reading its chunks meets the same failure, and tells of it.
        }
    }

    /// <summary>A chunk whose sealed line is damaged may still have its loose file, if sealing was cut short.</summary>
    private IEnumerable<ChunkReading> ReadSealed(SealedFile sealedFile, MessageId id, int first, int last, bool isReply)
    {
        using var readings = sealedFile.Read(id, first, last).GetEnumerator();
        for (var seq = first; seq <= last; seq++)
        {
            var reading = Next(readings, seq);
            yield return reading.Chunk is null && ReadFile(id, seq, isReply) is { Chunk: not null } loose ? loose : reading;
        }
    }

    /// <summary>The disk may refuse at any of a message's blocks, and from then on.</summary>
    private static ChunkReading Next(IEnumerator<ChunkReading> readings, int seq)
    {
        try
        {
            if (readings.MoveNext())
                return readings.Current;
        }
        catch (DiskException failure)
        {
            RequireOfTheFile(failure);
        }

        return ChunkReading.Damaged(seq, "unreadable");
    }

    /// <summary>A file that is not there may have been sealed since we looked; else it is a gap.</summary>
    private ChunkReading ReadLoose(MessageId id, int seq, bool isReply)
    {
        var reading = ReadFile(id, seq, isReply);
        if (reading.Damage != "missing" || Look(id)?.Sealed is not { } sealedFile)
            return reading;
        return ReadSealed(sealedFile, id, seq, seq, isReply).First();
    }

    private ChunkReading ReadFile(MessageId id, int seq, bool isReply)
    {
        var path = isReply && seq > 0 ? StoreLayout.Chunk(new ChunkId(id, seq)) : StoreLayout.Message(id);
        try
        {
            return files.Read(path) is { } bytes ? ChunkFile.Decode(bytes, id, seq) : ChunkReading.Damaged(seq, "missing");
        }
        catch (DiskException failure)
        {
            RequireOfTheFile(failure);
            return ChunkReading.Damaged(seq, "unreadable");
        }
    }

    /// <summary>What cannot be opened for want of descriptors or memory is not damaged: the read is refused, and may come again.</summary>
    private static void RequireOfTheFile(DiskException failure)
    {
        if (failure.IsOfTheProcess)
            throw new StorageUnavailableException(
                StorageFault.Unavailable,
                "The system has no descriptors or memory left to read with. Nothing is lost; come back in a moment.",
                failure
            );
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Read chunk {Seq} of {MessageId}, {Length} code units.")]
    private partial void LogRead(MessageId messageId, int seq, int length);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Read {MessageId} to chunk {Seq} in one piece, {Length} code units.")]
    private partial void LogReadWhole(MessageId messageId, int seq, int length);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Chunk {Seq} of {MessageId} is damaged: {Reason}. 'verify' reads everything."
    )]
    private partial void LogDamaged(MessageId messageId, int seq, string reason);
}
