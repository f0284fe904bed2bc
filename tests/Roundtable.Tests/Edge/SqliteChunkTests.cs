using System.Text;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class SqliteChunkTests : ChunkTests<DatabaseSandbox>
{
    /// <summary>The very JSON that a file would have: a row's checksum is over it.</summary>
    private protected override IReadOnlyList<string> Stored(int last)
    {
        using var database = Database.OpenToRead(Sandbox.File);
        return [.. Enumerable.Range(0, last + 1).Select(seq => Text("us01-co01-ms02", seq)), Text("us01-co01-ms01", 1)];

        string Text(string message, int seq)
        {
            var bytes = ChunkFile.Encode(ChunkTable.ReadOne(database, MessageId.Parse(message), seq).Chunk!);
            var checksum = database.Ask($"select checksum from chunk where message_id = '{message}' and seq = {seq}");
            Assert.Equal(checksum, ChecksummedJson.DigestIn(bytes));
            return Encoding.UTF8.GetString(bytes);
        }
    }
}
