using Roundtable.Stored;

namespace Roundtable.Moving;

/// <summary>
/// What a conversation may have been before the source deleted it. Its text is gone, and its tombstone still tells what came
/// before: the tag, lower revisions, lower numbers of changes, and messages up to its last.
/// </summary>
internal sealed class EarlierState(ConversationId id, StoredRecord tombstone)
{
    private readonly TombstoneFile _end =
        TombstoneFile.Decode(tombstone.Line.Span, id, tombstone.Place.Number)
        ?? throw new StoreDamagedException(id.ToString(), "checksum");

    /// <summary>Whether the source can have had a record of the target's.</summary>
    public bool MayHold(StoredRecord record) =>
        record.Change < _end.Change
        && record.Place.Kind switch
        {
            RecordKind.Facts => record.Place.Number < _end.Revision && IsOfIt(record),
            RecordKind.Loss => true,
            RecordKind.Chunk => record.Place.Number <= _end.MessageCount,
            _ => false,
        };

    /// <summary>Where all facts were lost before it was deleted, nobody knew its tag any more.</summary>
    private bool IsOfIt(StoredRecord facts) =>
        _end.Tag == 0 || ConversationFile.Decode(facts.Line.Span, id, facts.Place.Number, out _)?.Tag == _end.Tag;
}
