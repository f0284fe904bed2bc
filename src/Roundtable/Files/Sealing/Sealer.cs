using Microsoft.Extensions.Logging;
using Roundtable.Files.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Json;

namespace Roundtable.Files.Sealing;

/// <summary>
/// Folds the message files of conversations that have been quiet into one file each: a file of 400 bytes takes 4 KiB and an
/// inode. Readers see no difference at any moment, and a crash at any step leaves the loose files, or the sealed one, or both.
/// </summary>
internal sealed partial class Sealer(JournalSetup setup, FilePublisher files, StoreIndex index, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private readonly ILogger _logger = setup.Logger;
    private readonly ManualResetEventSlim _closing = new();
    private readonly Dictionary<ConversationId, int> _refused = []; // By message count: what cannot be sealed is not read again until it grows.
    private Thread? _thread;

    /// <summary>Looks for quiet conversations from time to time, on a thread of its own.</summary>
    public void Start()
    {
        if (setup.RunsByHand || setup.Options.SealAfter is not { } sealAfter)
            return;
        var pause = sealAfter < LookEvery ? sealAfter : LookEvery;
        _thread = new Thread(() => Run(sealAfter, pause)) { Name = "roundtable-sealer", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _closing.Set();
        _thread?.Join();
        _closing.Dispose();
    }

    /// <summary>Seals every conversation that has been quiet for so long; gives how many.</summary>
    public int SealQuiet(TimeSpan quietFor)
    {
        var count = 0;
        foreach (var user in index.Users)
        {
            foreach (var conversation in user.Conversations())
            {
                if (_closing.IsSet)
                    return count;
                if (
                    RangeOf(user, conversation, quietFor) is not { } range
                    || _refused.GetValueOrDefault(conversation.Id) == range.Last
                )
                    continue;
                if (TrySeal(user, conversation, range))
                    count++;
                else
                    _refused[conversation.Id] = range.Last;
            }
        }

        return count;
    }

    /// <summary>Removes loose parts that a crash left beside the sealed file that holds them.</summary>
    public void Sweep(IEnumerable<(SealedFile Sealed, MessageId Id, int LastSeq)> leftovers)
    {
        foreach (var (sealedFile, id, lastSeq) in leftovers)
        {
            var readings = sealedFile.Read(id, 0, Math.Max(lastSeq, 1)).Where(reading => reading.Chunk is not null);
            foreach (var reading in readings)
                setup.Disk.Delete(Path.Combine(setup.Folder, StoreLayout.Chunk(reading.Chunk!)));
        }
    }

    private void Run(TimeSpan sealAfter, TimeSpan pause)
    {
        while (!_closing.Wait(pause))
        {
            try
            {
                SealQuiet(sealAfter);
            }
            catch (DiskException failure)
            {
                LogPostponed(failure);
            }
        }
    }

    private (int First, int Last)? RangeOf(UserEntry user, ConversationEntry conversation, TimeSpan quietFor) =>
        user.Read(
            conversation,
            visible =>
            {
                var first = visible.SealedThrough + 1;
                var isQuiet =
                    visible.Facts is not null && visible.Open.Count == 0 && visible.UpdatedAt + quietFor <= time.GetUtcNow();
                return isQuiet && first <= visible.MessageCount ? (first, visible.MessageCount) : ((int, int)?)null;
            }
        );

    private bool TrySeal(UserEntry user, ConversationEntry conversation, (int First, int Last) range)
    {
        if (ReadAll(user, conversation, range) is not { } messages)
            return false;

        var seal = user.Read(conversation, visible => visible.SealCount) + 1;
        var head = new SealHead
        {
            ConversationId = conversation.Id.ToString(),
            Seal = seal,
            First = range.First,
            Last = range.Last,
            Format = ChecksummedJson.Format,
        };
        var path = StoreLayout.Sealed(conversation.Id, seal);
        if (!TryPublish(path, SealedFile.Encode(head, messages)))
            return false;

        var sealedFile = SealedFile.Open(setup.Disk, Path.Combine(setup.Folder, path), conversation.Id)!;
        user.Apply(conversation, visible => visible.AddSealed(sealedFile, range.Last));
        foreach (var chunk in messages.SelectMany(message => message.Lines).Select(line => line.Chunk))
            setup.Disk.Delete(Path.Combine(setup.Folder, StoreLayout.Chunk(chunk)));
        setup.Metrics.AddSeal();
        LogSealed(conversation.Id, range.First, range.Last);
        return true;
    }

    /// <summary>All files of the messages; null when one is not sound, or has not got its name yet.</summary>
    private List<(MessageId Id, IReadOnlyList<(MessageChunk Chunk, byte[] Line)> Lines)>? ReadAll(
        UserEntry user,
        ConversationEntry conversation,
        (int First, int Last) range
    )
    {
        var messages = new List<(MessageId, IReadOnlyList<(MessageChunk, byte[])>)>();
        for (var number = range.First; number <= range.Last; number++)
        {
            var id = new MessageId(conversation.Id, number);
            var look = user.Read(conversation, visible => MessageLook.At(visible, number));
            if (look.State is not { } state || ReadMessage(id, state) is not { } lines)
                return null;
            messages.Add((id, lines));
        }

        return messages;
    }

    private List<(MessageChunk Chunk, byte[] Line)>? ReadMessage(MessageId id, MessageState state)
    {
        var lines = new List<(MessageChunk, byte[])>();
        for (var seq = state.Role == MessageRole.User ? 1 : 0; seq <= state.ChunkCount; seq++)
        {
            var path =
                state.Role == MessageRole.User || seq == 0 ? StoreLayout.Message(id) : StoreLayout.Chunk(new ChunkId(id, seq));
            if (files.IsWaiting(path) || setup.Disk.Read(Path.Combine(setup.Folder, path)) is not { } bytes)
                return null;
            if (ChunkFile.Decode(bytes, id, seq).Chunk is not { } chunk)
                return null;
            lines.Add((chunk, bytes));
        }

        return lines;
    }

    /// <summary>Written privately, flushed, published, its name flushed, read back: only then may the parts go.</summary>
    private bool TryPublish(string name, byte[] bytes)
    {
        var path = Path.Combine(setup.Folder, name);
        var privatePath = JournalLayout.Private(setup.JournalFolder, files.NextPrivateNumber());
        if (!setup.Disk.TryCreate(privatePath, out var file))
            return false;
        try
        {
            using (file)
            {
                file.Write(0, bytes);
                file.Flush();
            }

            if (!setup.Disk.TryPublish(privatePath, path))
            {
                setup.Disk.Delete(privatePath);
                return false;
            }
        }
        catch (DiskException)
        {
            files.Discard(privatePath);
            throw;
        }

        setup.Disk.FlushFolder(Path.GetDirectoryName(path)!);
        return setup.Disk.Read(path) is { } written && written.AsSpan().SequenceEqual(bytes);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Sealed messages {First} to {Last} of {Conversation}.")]
    private partial void LogSealed(ConversationId conversation, int first, int last);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sealing is postponed: the disk refuses.")]
    private partial void LogPostponed(Exception exception);
}
