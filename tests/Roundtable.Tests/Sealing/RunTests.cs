using System.Text;
using CsCheck;
using Roundtable.Files.Sealing;
using Roundtable.Files.Verification;
using Roundtable.Stored;

namespace Roundtable.Tests.Sealing;

/// <summary>Chunks are folded into runs, and every one of them comes back to the byte.</summary>
public sealed class RunTests
{
    private static readonly ConversationId Conversation = ConversationId.Parse("us01-co12");

    [Fact]
    public void Any_messages_fold_and_unfold_to_the_byte() =>
        AnyMessages.Several.Sample(
            messages =>
            {
                var bytes = Encode(messages);
                var found = messages.SelectMany((_, i) => SealScan.RunsOf(bytes, new MessageId(Conversation, i + 1))).ToList();

                Assert.Equal(messages.Length, found.Count);
                Assert.Equal(
                    messages.SelectMany(lines => lines).Select(line => line.Bytes),
                    found.SelectMany(run => run.Chunks()).Select(ChunkFile.Encode)
                );
                foreach (var run in found)
                {
                    Assert.Equivalent(run.Chunks().First(), run.FirstChunk, strict: true);
                    Assert.Equivalent(run.Chunks().Last(), run.LastChunk, strict: true);
                    Assert.Equal((run.FirstChunk.Seq, run.LastChunk.Seq), (run.First, run.Last));
                }

                Assert.Null(Check(bytes));
            },
            iter: RunLength.Rounds(shortForm: 1_000, longForm: 20_000)
        );

    [Fact]
    public void Any_flipped_bit_is_seen() =>
        Gen.Select(AnyMessages.Several, Gen.Int[0, int.MaxValue], Gen.Int[0, 7])
            .Sample(
                (messages, at, bit) =>
                {
                    var bytes = Encode(messages);
                    bytes[at % bytes.Length] ^= (byte)(1 << bit);
                    Assert.NotNull(Check(bytes));

                    var served = SealScan.Lines(bytes).Select(line => SealedRun.Decode(bytes.AsSpan(line))).OfType<SealedRun>();
                    Assert.Subset(
                        messages.SelectMany(lines => lines).Select(line => Encoding.UTF8.GetString(line.Bytes)).ToHashSet(),
                        served
                            .SelectMany(run => run.Chunks())
                            .Select(ChunkFile.Encode)
                            .Select(Encoding.UTF8.GetString)
                            .ToHashSet()
                    );
                },
                iter: RunLength.Rounds(shortForm: 2_000, longForm: 50_000)
            );

    [Fact]
    public void A_chunk_that_would_not_come_back_keeps_a_line_of_its_own_and_the_others_are_folded()
    {
        var lines = Message(chunks: 9, length: 40);
        // A member that a later version added: readers pass over it, so that a run would lose it.
        var later = Encoding.UTF8.GetString(lines[4].Bytes)[..^"\"checksum\":\"crc32c:00000000\"}\n".Length] + "\"later\":true";
        lines[4] = lines[4] with { Bytes = Sandbox.StoredForm.Seal(Encoding.UTF8.GetBytes(later)) };

        var bytes = Encode([lines]);
        var found = SealScan.Lines(bytes).Select(line => bytes[line]).ToList();

        Assert.Contains(found, line => line.AsSpan().SequenceEqual(lines[4].Bytes));
        Assert.InRange(found.Count, 5, 7);
        Assert.Equal(
            lines.Select(line => line.Chunk.Seq),
            Runs(bytes).SelectMany(run => run.Chunks()).Select(chunk => chunk.Seq)
        );
        Assert.Equal(
            string.Concat(lines.Select(line => line.Chunk.Tokens)),
            string.Concat(Runs(bytes).Select(run => run.Tokens))
        );
    }

    [Fact]
    public void A_run_holds_a_bounded_text_and_the_foot_says_where_each_begins()
    {
        var lines = Message(chunks: 1_000, length: 100);
        var bytes = Encode([lines]);

        var runs = Runs(bytes).ToList();
        Assert.InRange(runs.Count, 7, 8);
        Assert.All(runs, run => Assert.InRange(run.Tokens.Length, 1, SealWriter.RunLengthMax));
        Assert.Equal(lines.Select(line => line.Bytes), runs.SelectMany(run => run.Chunks()).Select(ChunkFile.Encode));
        var message = SealedFile.FootOf(bytes)!.Messages.Single();
        foreach (var run in runs)
        {
            var (position, sizeBytes) = Assert.Single(message.BlocksOf(run.First, run.Last));
            Assert.Equal([run.First], SealScan.RunsOf(bytes[(int)position..][..sizeBytes], run.MessageId).Select(it => it.First));
        }
    }

    private static IEnumerable<SealedRun> Runs(byte[] bytes) => SealScan.RunsOf(bytes, new MessageId(Conversation, 1));

    private static byte[] Encode(SealedLine[][] messages)
    {
        var head = new SealHead
        {
            ConversationId = Conversation.ToString(),
            Seal = 1,
            First = 1,
            Last = messages.Length,
            Format = SealedFormat.Newest,
        };
        return SealWriter.Encode(head, messages);
    }

    /// <summary>What <c>verify</c> says of it.</summary>
    private static string? Check(byte[] bytes)
    {
        var check = new SealedCheck(Conversation, 1, _ => false);
        check.Run(bytes);
        return check.Reason;
    }

    private static SealedLine[] Message(int chunks, int length)
    {
        var reply = new LiveReply(new MessageId(Conversation, 1), "sage");
        var time = new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);
        var text = new string('a', length);
        var written = Enumerable
            .Range(0, chunks)
            .SelectMany(i =>
                reply.Append(
                    new Bundle
                    {
                        MessageId = reply.Id,
                        Seq = i + 1,
                        Offset = i * length,
                        Tokens = text,
                        TokenCount = 20,
                        Timestamp = time.AddSeconds(i),
                        ClosesChunk = true,
                    }
                )
            )
            .ToList();
        written.AddRange(reply.End(new MessageEnd(FinishReason.Stop), change: 3, time.AddDays(1)));
        return [.. written.Select(chunk => new SealedLine(chunk, ChunkFile.Encode(chunk)))];
    }
}
