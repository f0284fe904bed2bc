using Roundtable.Edge.Rendering;
using Roundtable.Reading;

namespace Roundtable.Edge.Messages;

/// <summary>What reading messages and giving them in the format asked for takes.</summary>
internal sealed record MessageReading(IConversationStore Store, MessageReader Reader, HtmlFormat Format);
