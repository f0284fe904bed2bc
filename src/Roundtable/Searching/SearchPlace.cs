namespace Roundtable.Searching;

/// <summary>How far a search has come: a conversation, and where in it.</summary>
/// <param name="Change">The conversation's change number when it was reached; those with lower ones come after it.</param>
/// <param name="Conversation">Its number.</param>
/// <param name="BeforeMessage">Messages with lower numbers are still to be searched; 1: none, the conversation is done.</param>
public readonly record struct SearchPlace(long Change, int Conversation, int BeforeMessage);
