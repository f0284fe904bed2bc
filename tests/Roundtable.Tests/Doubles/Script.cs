using System.Text;

namespace Roundtable.Tests.Doubles;

/// <summary>
/// What a model server does with one request: some steps, then an end. <c>Script.Say("Hel", "lo")</c> is a sound answer;
/// everything else says how it differs.
/// </summary>
public sealed record Script
{
    private Script() { }

    internal enum End
    {
        Done,
        Clean,
        Die,
        Hang,
    }

    internal IReadOnlyList<ScriptStep> Steps { get; private init; } = [];

    internal End Ending { get; private init; } = End.Done;

    internal string? Finish { get; private init; } = "stop";

    internal int Status { get; private init; } = 200;

    internal string? RetryAfter { get; private init; }

    /// <summary>A sound answer: these deltas, one event each, then a finish reason and <c>[DONE]</c>.</summary>
    public static Script Say(params IEnumerable<string> deltas) => new Script().Then(deltas);

    /// <summary>An HTTP error with a body that quotes a secret, as real ones do.</summary>
    public static Script Refuse(int status, string? retryAfter = null) => new() { Status = status, RetryAfter = retryAfter };

    /// <summary>Takes the request and never answers, not even with headers.</summary>
    public static Script Silence() => new() { Status = 0, Ending = End.Hang };

    /// <summary>Closes the connection instead of answering.</summary>
    public static Script Reset() => new() { Status = 0, Ending = End.Die };

    /// <summary>200, but this instead of events.</summary>
    public static Script Garbage(string body) =>
        new()
        {
            Steps = [new ScriptStep.Raw(Encoding.UTF8.GetBytes(body))],
            Ending = End.Clean,
            Finish = null,
        };

    /// <summary>More deltas.</summary>
    public Script Then(params IEnumerable<string> deltas) =>
        this with
        {
            Steps = [.. Steps, .. deltas.Select(text => new ScriptStep.Delta(text))],
        };

    /// <summary>Waits until somebody lets it go on.</summary>
    public Script ThenWaitFor(Task gate) => this with { Steps = [.. Steps, new ScriptStep.Gate(gate)] };

    /// <summary>Waits this long before each delta said so far.</summary>
    public Script Paced(TimeSpan pause) =>
        this with
        {
            Steps = [.. Steps.SelectMany<ScriptStep, ScriptStep>(step => [new ScriptStep.Pause(pause), step])],
        };

    /// <summary>Waits this long.</summary>
    public Script ThenPause(TimeSpan pause) => this with { Steps = [.. Steps, new ScriptStep.Pause(pause)] };

    /// <summary>These bytes as they are, between the events.</summary>
    public Script ThenRaw(string text) => ThenRaw(Encoding.UTF8.GetBytes(text));

    /// <summary>These bytes as they are, which need not be UTF-8.</summary>
    public Script ThenRaw(params byte[] bytes) => this with { Steps = [.. Steps, new ScriptStep.Raw(bytes)] };

    /// <summary>An event whose only choice has this <c>delta</c>, in JSON as it is written.</summary>
    public Script ThenDelta(string json) => ThenRaw($$$"""data: {"choices":[{"index":0,"delta":{{{json}}}}]}""" + "\n\n");

    /// <summary>An error inside the stream, then its end.</summary>
    public Script ThenError(int code) =>
        ThenRaw($$$"""data: {"error":{"code":{{{code}}},"message":"upstream said sk-secret"}}""" + "\n\n") with
        {
            Finish = null,
        };

    /// <summary>Ends with this finish reason; null: with none.</summary>
    public Script Finishing(string? reason) => this with { Finish = reason };

    /// <summary>Ends cleanly, but without <c>[DONE]</c>.</summary>
    public Script WithoutDone() => this with { Ending = End.Clean };

    /// <summary>The connection breaks after the last step, before any finish reason.</summary>
    public Script ThenDie() => this with { Ending = End.Die, Finish = null };

    /// <summary>Says nothing more after the last step, and does not end.</summary>
    public Script ThenHang() => this with { Ending = End.Hang, Finish = null };
}
