namespace Roundtable.Edge.Wire;

/// <summary>A conversation that is gone.</summary>
/// <param name="Id">Its id.</param>
internal sealed record DeletedBody(string Id);
