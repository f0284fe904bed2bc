namespace Roundtable.Files.Journaling;

/// <summary>What a record of the journal holds; the numbers are the format.</summary>
internal enum RecordKind : byte
{
    SegmentHead = 1,
    BatchHead = 2,
    Files = 3,
    Bundle = 4,
    End = 5,
    Live = 6,
}
