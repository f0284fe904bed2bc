namespace Roundtable.Edge;

/// <summary>What <c>/api/operations</c> says of the store; a host that knows it adds it to the services.</summary>
/// <param name="Kind">Such as <c>files</c>.</param>
/// <param name="Durability"><c>power</c> or <c>process</c>: what is shown survives the end of the one, or of the other.</param>
public sealed record StoreLabel(string Kind, string Durability);
