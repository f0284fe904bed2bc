using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;

namespace Roundtable.Child.Power;

/// <summary>Agents that answer as fast as the store takes it, until the time is over; then the process dies without a stop.</summary>
internal sealed class PowerWriter(string folder, string control, string statements)
{
    private const int Writers = 8;
    private const int TurnsPerConversation = 4;
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(4);

    public static FileStoreOptions Options(string folder) =>
        new()
        {
            Folder = folder,
            SegmentSizeBytes = 128 * 1024,
            CheckpointInterval = TimeSpan.FromMilliseconds(150),
            SealAfter = TimeSpan.FromMilliseconds(400),
        };

    public static async Task<FileStore> OpenAsync(string folder, Meter meter) =>
        await FileStore.OpenAsync(
            Options(folder),
            meter,
            TimeProvider.System,
            NullLogger<FileStore>.Instance,
            CancellationToken.None
        );

    public async Task<int> RunAsync()
    {
        using var said = new Statements(statements, control);
        using var meter = new Meter("roundtable.child");
        var store = await OpenAsync(folder, meter);
        var owner = (await store.AddUserAsync("Ada", CancellationToken.None)).Id;
        said.Begin();
        said.Add("user", owner, 1);
        using var time = new CancellationTokenSource(RunTime);
        await Task.WhenAll(Enumerable.Range(1, Writers).Select(number => WriteAsync(store, said, owner, number, time.Token)));
        Environment.Exit(0); // No clean stop: what is open stays open.
        return 0;
    }

    private static async Task WriteAsync(FileStore store, Statements said, UserId owner, int number, CancellationToken until)
    {
        var random = new Random(number);
        while (true)
        {
            var conversation = await store.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None);
            said.Add("conversation", conversation!.Id, 1);
            for (var turns = TurnsPerConversation; turns > 0; turns--)
            {
                if (!await TurnAsync(store, said, conversation.Id, (owner, random), until))
                    return;
            }
        }
    }

    private static async Task<bool> TurnAsync(
        FileStore store,
        Statements said,
        ConversationId conversation,
        (UserId Owner, Random Random) who,
        CancellationToken until
    )
    {
        var turn = new NewTurn
        {
            AuthorId = who.Owner,
            Content = "What do you say?",
            TokenCount = 5,
            Replies = [new NewReply("sage", null, RoutedBy.Default)],
        };
        var reply = (await store.BeginTurnAsync(conversation, turn, CancellationToken.None))!.Replies[0];
        said.Add("turn", reply, 0);
        var bundles = who.Random.Next(3, 30);
        var offset = 0;
        for (var number = 0; number < bundles; )
        {
            if (until.IsCancellationRequested)
                return false;
            List<Bundle> together = [];
            for (var count = who.Random.Next(1, 5); count > 0; count--)
            {
                together.Add(BundleOf(reply, number++, offset, SpokenText.Of(reply, offset, who.Random.Next(5, 120))));
                offset += together[^1].Tokens.Length;
            }

            await store.AppendBundlesAsync(together, CancellationToken.None);
            said.Add("shown", reply, offset);
        }

        await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), CancellationToken.None);
        said.Add("ended", reply, offset);
        return true;
    }

    private static Bundle BundleOf(MessageId reply, int number, int offset, string text) =>
        new()
        {
            MessageId = reply,
            Seq = 1 + (number / 3),
            Offset = offset,
            Tokens = text,
            TokenCount = 20,
            Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(number),
            ClosesChunk = number % 3 == 2,
        };
}
