using Roundtable.Agents;
using Roundtable.Edge.Rendering;
using Roundtable.Following;
using Roundtable.Reading;

namespace Roundtable.Edge.Messages;

/// <summary>What beginning a turn and answering about it takes.</summary>
internal sealed record TurnServices(
    IConversationStore Store,
    Turns Turns,
    AgentDirectory Agents,
    TurnFollower Follower,
    MessageReader Reader,
    HtmlFormat Format
);
