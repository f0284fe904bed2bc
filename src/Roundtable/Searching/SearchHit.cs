namespace Roundtable.Searching;

/// <summary>A text that was found.</summary>
/// <param name="Conversation">As of the moment it was searched.</param>
/// <param name="Message">The message; null when it is the conversation's title.</param>
/// <param name="Snippet">The text around the first of the terms.</param>
public sealed record SearchHit(Conversation Conversation, MessageId? Message, string Snippet);
