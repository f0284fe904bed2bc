using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Files.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>What copying holds of a folder is the names of one user's files; sqlite-migration.md says how much that is.</summary>
[Trait("Process", "own")]
[Collection(nameof(MovingMemoryTests))]
public sealed class NamesMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int Conversations = 1_000;
    private const int CountsMax = 3;
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("roundtable-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData(0, 320)]
    [InlineData(20, 640)]
    public void A_conversation_takes_less_than_320_bytes_and_a_loose_file_less_than_16(int messages, int bytesMax)
    {
        var user = new UserId(1);
        for (var number = 1; number <= Conversations; number++)
        {
            var id = new ConversationId(user, number);
            Make(StoreLayout.Conversation(id, 1));
            for (var message = 1; message <= messages; message++)
                Make(StoreLayout.Message(new MessageId(id, message)));
        }

        // What earlier tests leave running adds to a count, and never to all of them.
        var least = Enumerable.Range(0, CountsMax).Min(_ => Held(user)) / Conversations;

        output.WriteLine($"{messages} loose files each: {least} bytes a conversation.");
        Assert.InRange(least, 1, bytesMax);
    }

    private long Held(UserId user)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var names = UserNames.Read(new LinuxDisk(), _root.FullName, user);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(Conversations, names.Conversations.Count);
        return held;
    }

    private void Make(string path)
    {
        var file = new FileInfo(Path.Combine(_root.FullName, path));
        file.Directory!.Create();
        file.Create().Dispose();
    }
}
