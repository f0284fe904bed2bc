namespace Roundtable;

/// <summary>Who speaks.</summary>
public enum MessageRole
{
    /// <summary>A person.</summary>
    User,

    /// <summary>An agent.</summary>
    Agent,
}
