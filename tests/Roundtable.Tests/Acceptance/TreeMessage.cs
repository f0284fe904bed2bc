namespace Roundtable.Tests.Acceptance;

/// <summary>A message of a conversation tree, and the messages that answer it.</summary>
public sealed record TreeMessage(string Text, IReadOnlyList<TreeMessage> Replies)
{
    /// <summary>This message and all below it.</summary>
    public IEnumerable<TreeMessage> All() => Replies.SelectMany(reply => reply.All()).Prepend(this);
}
