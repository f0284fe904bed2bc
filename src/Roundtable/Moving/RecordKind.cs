namespace Roundtable.Moving;

/// <summary>What a stored record is. In a unit, records stand in the order of these values.</summary>
public enum RecordKind
{
    /// <summary>A revision of a user's profile.</summary>
    Profile,

    /// <summary>What a request with a key was answered.</summary>
    Answer,

    /// <summary>A revision of a conversation's facts.</summary>
    Facts,

    /// <summary>The last revision of a deleted conversation, and then its only record.</summary>
    Tombstone,

    /// <summary>What is known to be lost since a repair.</summary>
    Loss,

    /// <summary>A user's message, an opening, or a chunk.</summary>
    Chunk,
}
