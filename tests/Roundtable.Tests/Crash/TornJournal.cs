using Roundtable.Files;
using Roundtable.Files.Journaling;
using Roundtable.Files.Recovery;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>A small journal of which no file has its name yet, and what recovery makes of it once its bytes were changed.</summary>
internal sealed class TornJournal
{
    private const int SegmentSizeBytes = 2048;
    private readonly MemoryFileSystem _system;

    private TornJournal(MemoryFileSystem system, byte[] bytes) => (_system, Bytes) = (system, bytes);

    /// <summary>The one segment.</summary>
    public byte[] Bytes { get; }

    /// <summary>Three conversations, each created in a batch of its own.</summary>
    public static Task<TornJournal> OfConversationsAsync() =>
        CreateAsync(
            async (store, owner) =>
            {
                for (var number = 1; number <= 3; number++)
                    await store.DoAsync(it =>
                        it.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None).AsTask()
                    );
            }
        );

    /// <summary>A turn and its reply, in four bundles and an end.</summary>
    public static Task<TornJournal> OfReplyAsync() =>
        CreateAsync(
            async (store, owner) =>
            {
                await store.DoAsync(it =>
                    it.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None).AsTask()
                );
                var reply = new MessageId(new ConversationId(owner, 1), 2);
                var turn = new NewTurn
                {
                    AuthorId = owner,
                    Content = "?",
                    TokenCount = 1,
                    Replies = [new NewReply("sage", null, RoutedBy.Default)],
                };
                await store.DoAsync(it => it.BeginTurnAsync(reply.Conversation, turn, CancellationToken.None).AsTask());
                for (var number = 0; number < 4; number++)
                    await store.DoAsync(it => it.AppendBundleAsync(Part(reply, number), CancellationToken.None).AsTask());
                await store.DoAsync(it =>
                    it.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), CancellationToken.None).AsTask()
                );
            }
        );

    /// <summary>Where the records begin, each with its kind.</summary>
    public IReadOnlyList<(int Start, RecordKind Kind)> Records()
    {
        var records = new List<(int, RecordKind)>();
        for (var position = 0; RecordHeader.Read(Bytes.AsSpan(position)) is { } header; )
        {
            records.Add((position, header.Kind));
            position += RecordHeader.PaddedSizeBytes(header.Length);
        }

        return records;
    }

    /// <summary>Recovers from a segment with other bytes: how many stretches it reports as damaged, and which files there are then.</summary>
    public (int DamageCount, IReadOnlyList<string> Files) Recover(byte[] bytes)
    {
        var system = _system.Cut(new Random(0));
        system.Files($"{HandStore.Folder}/journal").Single(file => file.File.Cached.Length == Bytes.Length).File.Replace(bytes);
        var disk = new ForgetfulDisk(system, new FaultPlan(0));
        var log = new ErrorLog();
        var setup = HandStore.Setup(disk, log, SegmentSizeBytes);
        var replay = new JournalReplay(setup, new FileSettlement(setup, new FilePublisher(setup), log), log);
        replay.Run();
        Assert.Equal(replay.DamageCount, log.Errors.Count);
        return (
            replay.DamageCount,
            [.. system.Files($"{HandStore.Folder}/users/us01/data").Select(file => Path.GetFileNameWithoutExtension(file.Path))]
        );
    }

    private static async Task<TornJournal> CreateAsync(Func<HandStore, UserId, Task> work)
    {
        var system = new MemoryFileSystem();
        var clock = new JumpingClock();
        var disk = new ForgetfulDisk(system, new FaultPlan(0));
        var owner = new UserFolder(HandStore.Folder, clock, disk).Add("Ada").Id;
        var store = await HandStore.OpenAsync(HandStore.Setup(disk, new ErrorLog(), SegmentSizeBytes), clock);
        await work(store, owner);
        system.FlushAll();
        var segment = Assert.Single(system.Files($"{HandStore.Folder}/journal"));
        return new TornJournal(system, segment.File.Cached);
    }

    private static Bundle Part(MessageId reply, int number) =>
        new()
        {
            MessageId = reply,
            Seq = 1 + (number / 2),
            Offset = number * 4,
            Tokens = "word",
            TokenCount = 1,
            Timestamp = DateTimeOffset.UnixEpoch,
            ClosesChunk = number % 2 == 1,
        };
}
