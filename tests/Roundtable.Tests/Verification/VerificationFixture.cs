using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Files.Journaling;
using Roundtable.Files.Verification;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sealing;
using Roundtable.Verification;

namespace Roundtable.Tests.Verification;

/// <summary>A stopped store with a conversation in loose files, one that is sealed, and another user's.</summary>
internal sealed class VerificationFixture : IAsyncDisposable
{
    public static readonly string First = new('a', 60);
    public static readonly string Second = new('b', 60);

    private VerificationFixture(StreamFixture stream) => Stream = stream;

    public StreamFixture Stream { get; }

    public string Data => Stream.Sandbox.Data;

    public static ConversationId Loose => StreamFixture.Conversation;

    public static ConversationId Sealed { get; } = new(StreamFixture.User, 2);

    public static ConversationId Other { get; } = new(new UserId(2), 1);

    public static MessageId Reply { get; } = new(Loose, 2);

    public static async Task<VerificationFixture> CreateAsync()
    {
        var stream = await StreamFixture.OpenAsync();
        var (host, store) = (stream.Host, stream.Store);
        await store.CreateConversationAsync(
            StreamFixture.User,
            new ConversationFacts { Title = "Sealed" },
            CancellationToken.None
        );
        await host.AnswerAsync(Sealed, First, Second, "The end 🌍");
        await host.AnswerAsync(Sealed, "Short.");
        await host.SealAsync();
        await store.AddUserAsync("Grace", CancellationToken.None);
        await store.CreateConversationAsync(Other.User, new ConversationFacts { Title = "Other" }, CancellationToken.None);
        await host.AnswerAsync(Other, First, Second);
        await host.AnswerAsync(Loose, First, Second, "The end 🌍");
        await host.AnswerAsync(Loose, "Short.");
        await store.ChangeConversationAsync(
            Loose,
            new ConversationFacts { Title = "Renamed" },
            StreamFixture.User,
            null,
            CancellationToken.None
        );
        await stream.StopAsync();
        return new VerificationFixture(stream);
    }

    public VerificationSummary Verify(IDisk? disk = null) => Verify(Data, disk);

    public static VerificationSummary Verify(string folder, IDisk? disk = null) =>
        new StoreVerifier(folder, disk ?? new LinuxDisk()).Verify(null, CancellationToken.None);

    public async Task<RepairSummary> RepairAsync(IDisk? disk = null, string? folder = null)
    {
        using var meter = new Meter("Roundtable.Tests");
        var setup = new JournalSetup(
            new FileStoreOptions { Folder = folder ?? Data, SealAfter = null },
            disk ?? new LinuxDisk(),
            new FileStoreMetrics(meter),
            NullLogger.Instance
        );
        return await new StoreRepair(setup, Stream.Time).RepairAsync(null, CancellationToken.None);
    }

    public static string NameOf(MessageId id, int? seq = null) => StreamFixture.NameOf(id, seq);

    public string PathOf(string name) => Stream.Sandbox.PathOf(name);

    /// <summary>What a reader is shown of each message: its text and what is damaged in it.</summary>
    public async Task<Dictionary<string, Message>> ReadAsync()
    {
        await Stream.StartAsync();
        var messages = new Dictionary<string, Message>();
        foreach (var conversation in new[] { Loose, Sealed, Other })
        {
            var count = (await Stream.Store.FindConversationAsync(conversation, CancellationToken.None))?.MessageCount ?? 0;
            for (var number = 1; number <= count; number++)
            {
                var id = new MessageId(conversation, number);
                if (await Stream.Host.Reader.ReadAsync(id, CancellationToken.None) is { } message)
                    messages[id.ToString()] = message;
            }
        }

        await Stream.StopAsync();
        return messages;
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
