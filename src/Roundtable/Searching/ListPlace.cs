namespace Roundtable.Searching;

/// <summary>A place in the hits by latest activity: a conversation, and where in it.</summary>
/// <param name="Change">The conversation's change number when it was reached; those with lower ones come after it.</param>
/// <param name="Conversation">Its number.</param>
/// <param name="BeforeMessage">Messages with lower numbers are still to be searched; 1: none, the conversation is done.</param>
public sealed record ListPlace(long Change, int Conversation, int BeforeMessage) : SearchPlace;
