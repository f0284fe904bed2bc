namespace Roundtable.Tests.Doubles;

/// <summary>One thing that a <see cref="Script"/> does.</summary>
internal abstract record ScriptStep
{
    private ScriptStep() { }

    public sealed record Delta(string Text) : ScriptStep;

    public sealed record Raw(byte[] Bytes) : ScriptStep;

    public sealed record Gate(Task Opened) : ScriptStep;

    public sealed record Pause(TimeSpan Length) : ScriptStep;
}
