namespace Roundtable;

/// <summary>The opening of a reply.</summary>
/// <param name="AgentId">Who answers.</param>
/// <param name="Model">The model that will be asked.</param>
/// <param name="RoutedBy">Why this agent.</param>
public sealed record NewReply(string AgentId, string? Model, RoutedBy RoutedBy);
