using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;

namespace Roundtable.Files.Sealing;

/// <summary>
/// Folds the message files of conversations that have been quiet into one file each: a file of 400 bytes takes 4 KiB and an
/// inode. Readers see no difference at any moment, and a crash at any step leaves the loose files, or the sealed one, or both.
/// </summary>
internal sealed partial class Sealer(JournalSetup setup, FilePublisher files, StoreIndex index, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private readonly ILogger _logger = setup.Logger;
    private readonly SealPublisher _publisher = new(setup, files);
    private readonly SealGathering _gathering = new(setup, files);
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

    /// <summary>Seals every conversation that has been quiet for so long; gives how many files that made.</summary>
    /// <exception cref="DiskException">The disk refuses to write; nothing is lost, and the next time begins anew.</exception>
    public int SealQuiet(TimeSpan quietFor)
    {
        var count = 0;
        foreach (var user in index.Users)
        {
            foreach (var conversation in user.Conversations())
            {
                while (!_closing.IsSet && TrySeal(user, conversation, quietFor))
                    count++;
            }
        }

        return count;
    }

    /// <summary>Removes loose parts that a crash left beside the sealed file that holds them, once its name is known to be durable.</summary>
    public void Sweep(IReadOnlyCollection<(SealedFile Sealed, MessageId Id)> leftovers)
    {
        foreach (var conversation in leftovers.GroupBy(leftover => leftover.Id.Conversation))
        {
            try
            {
                setup.Disk.FlushFolder(Path.Combine(setup.Folder, StoreLayout.ConversationFolder(conversation.Key.User)));
                foreach (var (sealedFile, id) in conversation)
                    Sweep(sealedFile.ReadLines(id));
            }
            catch (DiskException failure)
            {
                LogPostponed(failure);
            }
        }
    }

    private void Sweep(IEnumerable<SealedLine> lines)
    {
        foreach (var line in lines)
        {
            var path = Path.Combine(setup.Folder, StoreLayout.Chunk(line.Chunk));
            if (setup.Disk.Read(path) is { } loose && loose.AsSpan().SequenceEqual(line.Bytes))
                setup.Disk.Delete(path);
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
#pragma warning disable CA1031 // The top of a background loop: sealing can wait, the process must not die of it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogPostponed(failure);
            }
        }
    }

    private bool TrySeal(UserEntry user, ConversationEntry conversation, TimeSpan quietFor)
    {
        if (RangeOf(user, conversation, quietFor) is not { } range)
            return false;
        if (_refused.GetValueOrDefault(conversation.Id) == range.Last)
            return false;

        var messages = _gathering.Gather(user, conversation, range, out var isDamaged);
        if (isDamaged)
            _refused[conversation.Id] = range.Last;
        if (messages.Count == 0)
            return false;

        var head = new SealHead
        {
            ConversationId = conversation.Id.ToString(),
            Seal = user.Read(conversation, visible => visible.SealCount) + 1,
            First = range.First,
            Last = range.First + messages.Count - 1,
            Format = SealedFormat.Newest,
        };
        if (!_publisher.TryPublish(StoreLayout.Sealed(conversation.Id, head.Seal), SealWriter.Encode(head, messages)))
        {
            _refused[conversation.Id] = range.Last;
            return false;
        }

        if (!TryReplace(user, conversation, head, messages))
            setup.Disk.Delete(Path.Combine(setup.Folder, StoreLayout.Sealed(conversation.Id, head.Seal)));
        return true;
    }

    /// <summary>From here on readers take the sealed file; only then do the parts go. False when the conversation was deleted meanwhile.</summary>
    private bool TryReplace(
        UserEntry user,
        ConversationEntry conversation,
        SealHead head,
        IReadOnlyList<IReadOnlyList<SealedLine>> messages
    )
    {
        var sealedFile = SealedFile.Open(setup.Disk, setup.Folder, (conversation.Id, head.Seal))!;
        var isDeleted = false;
        user.Apply(
            conversation,
            visible =>
            {
                isDeleted = visible.IsDeleted;
                if (!isDeleted)
                    visible.AddSealed(sealedFile);
            }
        );
        if (isDeleted)
            return false;
        setup.Metrics.AddSeal();
        LogSealed(conversation.Id, head.First, head.Last);
        foreach (var line in messages.SelectMany(lines => lines))
            setup.Disk.Delete(Path.Combine(setup.Folder, StoreLayout.Chunk(line.Chunk)));
        return true;
    }

    private (int First, int Last)? RangeOf(UserEntry user, ConversationEntry conversation, TimeSpan quietFor) =>
        user.Read(
            conversation,
            visible =>
            {
                var first = visible.SealedThrough + 1;
                var isQuiet =
                    visible.Facts is not null
                    && visible.IsCountKnown
                    && visible.Open.Count == 0
                    && visible.UpdatedAt + quietFor <= time.GetUtcNow();
                return isQuiet && first <= visible.MessageCount ? (first, visible.MessageCount) : ((int, int)?)null;
            }
        );

    [LoggerMessage(Level = LogLevel.Debug, Message = "Sealed messages {First} to {Last} of {Conversation}.")]
    private partial void LogSealed(ConversationId conversation, int first, int last);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sealing is postponed: the disk refuses.")]
    private partial void LogPostponed(Exception exception);
}
