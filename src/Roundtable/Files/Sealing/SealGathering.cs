using Roundtable.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>Reads the files of the messages that are to be sealed, as many as one sealed file may hold.</summary>
internal sealed class SealGathering(JournalSetup setup, FilePublisher files)
{
    /// <summary>A longer stretch gets several sealed files, so that memory does not grow with the conversation.</summary>
    private const int SizeBytesMax = 4 * 1024 * 1024;

    /// <summary>
    /// The messages of the range from its first on, whole. It ends before one that has a file which is not sound, or not
    /// there; while one of them waits for its name there are none.
    /// </summary>
    /// <param name="isDamaged">Whether waiting would not help.</param>
    public List<IReadOnlyList<SealedLine>> Gather(
        UserEntry user,
        ConversationEntry conversation,
        (int First, int Last) range,
        out bool isDamaged
    )
    {
        var messages = new List<IReadOnlyList<SealedLine>>();
        var sizeBytes = 0L;
        isDamaged = false;
        for (var number = range.First; number <= range.Last && sizeBytes < SizeBytesMax; number++)
        {
            var look = user.Read(conversation, visible => MessageLook.At(visible, number));
            if (look.State is { } state && Read(new MessageId(conversation.Id, number), state, ref isDamaged) is { } lines)
                messages.Add(lines);
            else
                return look.State is null || isDamaged ? Stop(messages, out isDamaged) : [];

            sizeBytes += messages[^1].Sum(line => (long)line.Bytes.Length);
        }

        return messages;
    }

    private static List<IReadOnlyList<SealedLine>> Stop(List<IReadOnlyList<SealedLine>> messages, out bool isDamaged)
    {
        isDamaged = true;
        return messages;
    }

    private List<SealedLine>? Read(MessageId id, MessageState state, ref bool isDamaged)
    {
        var lines = new List<SealedLine>();
        for (var seq = state.Role == MessageRole.User ? 1 : 0; seq <= state.ChunkCount; seq++)
        {
            var path =
                state.Role == MessageRole.User || seq == 0 ? StoreLayout.Message(id) : StoreLayout.Chunk(new ChunkId(id, seq));
            if (files.IsWaiting(path))
                return null;
            if (Read(path) is not { } bytes || ChunkFile.Decode(bytes, id, seq).Chunk is not { } chunk)
            {
                isDamaged = true;
                return null;
            }

            lines.Add(new SealedLine(chunk, bytes));
        }

        return lines;
    }

    private byte[]? Read(string path)
    {
        try
        {
            return setup.Disk.Read(Path.Combine(setup.Folder, path));
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            return null;
        }
    }
}
