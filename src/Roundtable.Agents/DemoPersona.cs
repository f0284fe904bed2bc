namespace Roundtable.Agents;

/// <summary>A voice of the offline demo: writes a whole answer to a question, the same one every time.</summary>
internal sealed record DemoPersona(string Name, Func<DemoQuestion, string> Answer)
{
    public static readonly DemoPersona Sage = new("sage", DemoSage.Answer);
    public static readonly DemoPersona Critic = new("critic", DemoCritic.Answer);
    public static readonly DemoPersona Parrot = new("parrot", DemoParrot.Answer);

    /// <summary>The persona with this name, or null.</summary>
    public static DemoPersona? Named(string name) =>
        name switch
        {
            "sage" => Sage,
            "critic" => Critic,
            "parrot" => Parrot,
            _ => null,
        };
}
