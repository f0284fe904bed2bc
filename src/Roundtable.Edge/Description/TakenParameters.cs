namespace Roundtable.Edge.Description;

/// <summary>A route's parameters; metadata of its endpoint.</summary>
internal sealed record TakenParameters(IReadOnlyList<Parameter> Parameters);
