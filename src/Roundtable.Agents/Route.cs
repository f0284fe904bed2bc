namespace Roundtable.Agents;

/// <summary>One agent that answers, and why.</summary>
internal readonly record struct Route(Agent Agent, RoutedBy RoutedBy);
