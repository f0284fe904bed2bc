using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class FileChunkTests : ChunkTests<FolderSandbox>
{
    private protected override IReadOnlyList<string> Stored(int last)
    {
        var reply = MessageId.Parse("us01-co01-ms02");
        return
        [
            .. Enumerable
                .Range(0, last + 1)
                .Select(seq => StreamFixture.NameOf(reply, seq == 0 ? null : seq))
                .Append(StreamFixture.NameOf(MessageId.Parse("us01-co01-ms01")))
                .Select(name => File.ReadAllText(Sandbox.PathOf(name))),
        ];
    }
}
