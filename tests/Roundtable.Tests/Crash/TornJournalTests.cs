using Roundtable.Files.Journaling;

namespace Roundtable.Tests.Crash;

/// <summary>A journal with a torn end, and with one wrong byte at every position.</summary>
public sealed class TornJournalTests
{
    private static readonly string[] Conversations = ["us01-co01", "us01-co02", "us01-co03"];

    [Fact]
    public async Task Of_a_journal_that_was_cut_short_everything_before_the_cut_is_kept()
    {
        var journal = await TornJournal.OfConversationsAsync();
        var ends = Ends(journal, RecordKind.Files);

        for (var length = 0; length < journal.Bytes.Length; length++)
        {
            var (damageCount, files) = journal.Recover(journal.Bytes[..length]);

            Assert.Equal(0, damageCount);
            Assert.Equal(Conversations.Take(ends.Count(end => end <= length)), files);
        }
    }

    [Fact]
    public async Task A_wrong_byte_below_a_recorded_flush_is_reported_and_the_records_after_it_are_kept()
    {
        var journal = await TornJournal.OfConversationsAsync();
        var records = journal.Records();
        var lastBatch = records.Last(record => record.Kind == RecordKind.BatchHead).Start;

        for (var position = 0; position < lastBatch; position++)
        {
            var place = Enumerable.Range(0, records.Count).Last(index => records[index].Start <= position);
            var (damageCount, files) = journal.Recover(Flip(journal.Bytes, position));

            // The zeros that fill a record up say nothing, and need not be right.
            Assert.True(damageCount == (IsPadding(journal, position) ? 0 : 1), $"Byte {position}: {damageCount} reported.");
            var lost = damageCount == 1 && records[place].Kind == RecordKind.Files ? place : -1;
            var kept = records.Select((record, index) => (record, index)).Where(it => it.record.Kind == RecordKind.Files);
            Assert.Equal(Conversations.Zip(kept).Where(it => it.Second.index != lost).Select(it => it.First), files);
        }
    }

    [Fact]
    public async Task A_wrong_byte_in_the_last_batch_drops_it_and_is_no_damage()
    {
        var journal = await TornJournal.OfConversationsAsync();
        var records = journal.Records();
        var lastBatch = records.Last(record => record.Kind == RecordKind.BatchHead).Start;
        var end = Ends(journal, RecordKind.Files)[^1];

        for (var position = lastBatch; position < end; position++)
        {
            var (damageCount, files) = journal.Recover(Flip(journal.Bytes, position));

            Assert.Equal(0, damageCount);
            Assert.Equal(Conversations.Take(IsPadding(journal, position) ? 3 : 2), files);
        }
    }

    [Fact]
    public async Task Wherever_a_byte_of_a_reply_is_wrong_the_store_recovers_and_no_file_is_unsound()
    {
        var journal = await TornJournal.OfReplyAsync();

        for (var position = 0; position < journal.Bytes.Length; position++)
        {
            var (damageCount, files) = journal.Recover(Flip(journal.Bytes, position));

            Assert.InRange(damageCount, 0, 1);
            Assert.True(files.Count >= 1 || damageCount == 1, $"Byte {position} took everything, and nothing was reported.");
        }
    }

    private static byte[] Flip(byte[] bytes, int position)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[position] ^= (byte)(1 << (position % 8));
        return flipped;
    }

    private static bool IsPadding(TornJournal journal, int position)
    {
        var (start, _) = journal.Records().Last(record => record.Start <= position);
        var length = RecordHeader.Read(journal.Bytes.AsSpan(start))!.Value.Length;
        return position >= start + RecordHeader.SizeBytes + length;
    }

    private static List<int> Ends(TornJournal journal, RecordKind kind) =>
        [
            .. journal
                .Records()
                .Where(record => record.Kind == kind)
                .Select(record =>
                    record.Start + RecordHeader.SizeBytes + RecordHeader.Read(journal.Bytes.AsSpan(record.Start))!.Value.Length
                ),
        ];
}
