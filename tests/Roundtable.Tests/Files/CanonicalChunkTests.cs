using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Roundtable.Stored;
using Roundtable.Tests.Sandbox;
using Roundtable.Tests.Sealing;

namespace Roundtable.Tests.Files;

/// <summary>There is a quick way to read a chunk as we write it, and the way in which any JSON is read: both say the same.</summary>
public sealed class CanonicalChunkTests
{
    [Fact]
    public void What_we_write_is_read_the_quick_way_and_says_what_any_reader_of_JSON_finds() =>
        AnyMessages.Several.Sample(
            messages =>
            {
                foreach (var line in messages.SelectMany(lines => lines))
                {
                    var quick = CanonicalChunk.Read(line.Bytes);
                    Assert.NotNull(quick);
                    Assert.Equivalent(line.Chunk, quick, strict: true);
                    Assert.Equivalent(
                        ChunkFile.DecodeAny(With(line.Bytes, members => members["later"] = 1)),
                        quick,
                        strict: true
                    );
                }
            },
            iter: RunLength.Rounds(shortForm: 300, longForm: 10_000)
        );

    [Fact]
    public void A_chunk_is_written_as_the_serializer_writes_it() =>
        AnyMessages.Several.Sample(
            messages =>
            {
                foreach (var line in messages.SelectMany(lines => lines))
                {
                    var file = ChecksummedJson.Decode(line.Bytes, StoredJson.Default.ChunkFile, out _)!;
                    Assert.Equal(ChecksummedJson.Encode(file, StoredJson.Default.ChunkFile), line.Bytes);
                    Assert.Equal(ChecksummedJson.DigestIn(line.Bytes), ChunkEncoder.Digest(line.Chunk));
                }
            },
            iter: RunLength.Rounds(shortForm: 300, longForm: 10_000)
        );

    [Theory]
    [InlineData("""{"messageId":"us01-co12-ms02","seq":1,""", """{"seq":1,"messageId":"us01-co12-ms02",""", null)]
    [InlineData(""","agentId":"sage",""", ""","later":[{"deep":null}],"agentId":"sage",""", null)]
    [InlineData(""","tokenCount":7,""", ""","tokenCount":7,"tokenCount":7,""", "format")]
    [InlineData(""","offset":0,""", ",", "format")]
    [InlineData(""","offset":0,""", ""","offset":null,""", "format")]
    [InlineData(""","offset":0,""", ""","offset":-1,""", "format")]
    [InlineData(""","offset":0,""", ""","offset":"0",""", "format")]
    [InlineData(""","offset":0,""", ""","offset":99999999999,""", "format")]
    [InlineData(""","format":1,""", ""","format":2,""", "format")]
    [InlineData("""{"length":4,""", """{"length":5,""", "format")]
    [InlineData("T02:00:00.000Z", "T24:00:00.000Z", "format")]
    [InlineData("2026-11-23", "2026-02-30", "format")]
    [InlineData("\"agentId\":\"sage\"", "\"agentId\":null", null)]
    [InlineData("\"sage\"", "\"sa\\u0067e\"", null)]
    [InlineData("us01-co12-ms02", "us01-co12-ms03", "foreign")]
    [InlineData("us01-co12-ms02", "us01-co12-ms002", "foreign")]
    public void What_is_otherwise_is_read_as_any_JSON_with_the_same_judgement(string from, string to, string? damage)
    {
        const string Chunk =
            """{"messageId":"us01-co12-ms02","seq":1,"tokens":"text","timestamp":"2026-11-23T02:00:00.000Z","agentId":"sage","status":"streaming","format":1,"offset":0,"tokenOffset":3,"tokenCount":7,"bundles":[{"length":4,"tokenCount":7}]""";
        Assert.Contains(from, Chunk, StringComparison.Ordinal);
        var bytes = StoredForm.Seal(Encoding.UTF8.GetBytes(Chunk.Replace(from, to, StringComparison.Ordinal)));

        Assert.Equal(damage, ChunkFile.Decode(bytes, MessageId.Parse("us01-co12-ms02"), 1).Damage);
    }

    private static byte[] With(byte[] file, Action<JsonObject> change)
    {
        var members = JsonNode.Parse(file)!.AsObject();
        members.Remove("checksum");
        change(members);
        using var document = JsonDocument.Parse(members.ToJsonString());
        return StoredForm.Seal(StoredText.Write(document.RootElement).AsSpan()[..^1]);
    }
}
