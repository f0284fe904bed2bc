namespace Roundtable;

/// <summary>Why an agent answers a message.</summary>
public enum RoutedBy
{
    /// <summary>The message names it with an @mention.</summary>
    Mention,

    /// <summary>The request lists it.</summary>
    List,

    /// <summary>It takes part in the conversation.</summary>
    Participant,

    /// <summary>Nobody was asked, so the default agent answers.</summary>
    Default,
}
