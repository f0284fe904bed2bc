namespace Roundtable.Agents;

/// <summary>A reply that is to be written.</summary>
/// <param name="Agent">Who answers.</param>
/// <param name="Reply">The open message that will hold the answer.</param>
/// <param name="Question">The message that is answered.</param>
/// <param name="Others">The other agents that are there.</param>
internal sealed record ReplyAssignment(Agent Agent, MessageId Reply, Message Question, IReadOnlyList<Agent> Others);
