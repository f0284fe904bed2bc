using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Reading;

namespace Roundtable.Sqlite.Searching;

/// <summary>A text that a search has found, with its conversation of the same moment.</summary>
/// <param name="Message">Its message; null: it is the title.</param>
/// <param name="Text">The text; null where a message is not read in one piece: it is long, still written, or damaged.</param>
internal readonly record struct FoundText(Conversation Conversation, MessageId? Message, string? Text)
{
    /// <summary>Reads it.</summary>
    /// <param name="message">The message's number; 0: the title.</param>
    public static FoundText Read(Database database, Conversation conversation, int message)
    {
        if (message == 0)
            return new FoundText(conversation, null, conversation.Title);
        var id = new MessageId(conversation.Id, message);
        return new FoundText(conversation, id, ChunkReader.ReadWhole(database, id)?.Tokens);
    }
}
