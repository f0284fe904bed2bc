using CsCheck;
using Roundtable.Stored;

namespace Roundtable.Tests.Files;

/// <summary>Facts are written as the serializer writes them, to the byte, whatever is in them.</summary>
public sealed class CanonicalFactsTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 20],
        OneOf(
            "",
            "\"\\/\n\r\t\b\f\0\u007f",
            "a\nb\"",
            "Ünïcode 漢字",
            "👍🏽 a 👍",
            "\u2028<&+'>\u0085\ufffd",
            new string('"', 5_000)
        )
    );

    private static readonly Gen<ConversationFile> Facts = Gen.Select(
        Text,
        Text.List[0, 3],
        Gen.Dictionary(Text, Text)[0, 3],
        Gen.Bool,
        Gen.ULong,
        Gen.DateTime[new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(9999, 12, 31, 0, 0, 0, DateTimeKind.Utc)],
        (title, participants, metadata, archived, tag, time) =>
            new ConversationFile
            {
                ConversationId = "us01-co12",
                Revision = 1,
                UserId = "us01",
                Title = title,
                Participants = participants,
                Metadata = metadata,
                Archived = archived,
                CreatedAt = new DateTimeOffset(time, TimeSpan.Zero),
                Timestamp = DateTimeOffset.UnixEpoch,
                ChangedBy = "us123",
                Tag = tag,
                Change = (long)(tag >> 1),
                Format = ChecksummedJson.Format,
            }
    );

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Fact]
    public void Facts_are_written_as_the_serializer_writes_them() =>
        Facts.Sample(
            facts =>
            {
                var bytes = facts.Encode();
                Assert.Equal(ChecksummedJson.Encode(facts, StoredJson.Default.ConversationFile), bytes);
                Assert.Equal(ChecksummedJson.DigestIn(bytes), facts.Digest());
            },
            iter: RunLength.Rounds(shortForm: 1_000, longForm: 100_000)
        );

    [Fact]
    public void Null_in_a_list_that_was_altered_is_null()
    {
        var facts = Facts.Single() with
        {
            Participants = [null!],
            Metadata = new Dictionary<string, string> { ["a"] = null! },
        };
        Assert.Equal(ChecksummedJson.Encode(facts, StoredJson.Default.ConversationFile), facts.Encode());
    }
}
