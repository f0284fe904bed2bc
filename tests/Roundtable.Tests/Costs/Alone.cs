namespace Roundtable.Tests.Costs;

/// <summary>Tests that count what the whole process allocates or holds; nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
