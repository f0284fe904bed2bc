using Roundtable.Agents;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Agents;

/// <summary>Fault 45: a provider that hangs, dies, sends garbage or ends without an end.</summary>
public sealed class ModelFaultTests
{
    // Far more than every time-out configured here together.
    private const int HangMilliseconds = 20_000;

    public static TheoryData<string, Script, string> Faults =>
        new()
        {
            { "ends without finish reason and DONE", Script.Say("So").Finishing(null).WithoutDone(), "provider_incomplete" },
            { "hangs", Script.Say("So").ThenHang(), "provider_timeout" },
            { "is alive but says nothing", Script.Say("So").Then(Enumerable.Repeat("", 9)).ThenHang(), "provider_timeout" },
            { "reports an error", Script.Say("So").ThenError(0), "provider_failed" },
            { "reports an error with a status", Script.Say("So").ThenError(502), "provider_unavailable" },
            { "sends no JSON", Script.Say("So").ThenRaw("data: {not json}\n\n"), "provider_invalid" },
            { "sends other JSON", Script.Say("So").ThenRaw("data: [1]\n\n"), "provider_invalid" },
            {
                "sends an endless line",
                Script.Say("So").ThenRaw("data: " + new string('x', 2_000_000)).ThenHang(),
                "provider_invalid"
            },
        };

    [Theory(Timeout = HangMilliseconds)]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task After_the_first_text_a_fault_is_an_error_with_the_partial_kept(string what, Script script, string code)
    {
        await using var models = await ModelServer.StartAsync(script);
        using var stream = new ModelStreamFixture(models, PatienceFor(code));

        Assert.Equal(new("So", null, code), await stream.AskAsync(TestContext.Current.CancellationToken));
        Assert.True(models.Requests.Count == 1, $"A model that {what} is not asked again.");
    }

    [Fact(Timeout = HangMilliseconds)]
    public async Task A_connection_that_breaks_after_the_first_text_is_an_error_with_the_partial_kept()
    {
        // A reset throws away what the other side has not read yet, so it waits until the text was seen.
        var seen = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("So").ThenWaitFor(seen.Task).ThenDie());
        using var stream = new ModelStreamFixture(models);
        stream.Said += seen.SetResult;

        Assert.Equal(new("So", null, "provider_incomplete"), await stream.AskAsync(TestContext.Current.CancellationToken));
        Assert.Single(models.Requests);
    }

    public static TheoryData<string, Script, string> FaultsThatPass =>
        new()
        {
            { "429", Script.Refuse(429), "provider_busy" },
            { "429 in a moment", Script.Refuse(429, retryAfter: "0"), "provider_busy" },
            { "429 until a date", Script.Refuse(429, retryAfter: "Sat, 01 Jan 2000 00:00:00 GMT"), "provider_busy" },
            { "500", Script.Refuse(500), "provider_unavailable" },
            { "503", Script.Refuse(503), "provider_unavailable" },
            { "408", Script.Refuse(408), "provider_timeout" },
            { "silence", Script.Silence(), "provider_timeout" },
            { "hangs after the headers", Script.Say().ThenHang(), "provider_timeout" },
            { "a reset", Script.Reset(), "provider_unavailable" },
            { "dies after the headers", Script.Say().ThenDie(), "provider_unavailable" },
            { "ends after the headers", Script.Say().Finishing(null).WithoutDone(), "provider_incomplete" },
            { "busy inside the stream", Script.Say().ThenError(429), "provider_busy" },
        };

    [Theory(Timeout = HangMilliseconds)]
    [MemberData(nameof(FaultsThatPass), DisableDiscoveryEnumeration = true)]
    public async Task Before_the_first_text_it_is_tried_again(string what, Script script, string code)
    {
        await using var models = await ModelServer.StartAsync(script, script, Script.Say("At last."));
        using var stream = new ModelStreamFixture(models, PatienceFor(code));

        Assert.Equal(new("At last.", FinishReason.Stop, null), await stream.AskAsync(TestContext.Current.CancellationToken));
        Assert.True(models.Requests.Count == 3, what);
        Assert.All(stream.Log.GetSnapshot(), record => Assert.Contains(code, record.Message, StringComparison.Ordinal));
    }

    [Theory(Timeout = HangMilliseconds)]
    [MemberData(nameof(FaultsThatPass), DisableDiscoveryEnumeration = true)]
    public async Task When_no_attempt_is_left_the_last_fault_is_the_error(string what, Script script, string code)
    {
        await using var models = await ModelServer.StartAsync(script);
        using var stream = new ModelStreamFixture(models, PatienceFor(code));

        Assert.Equal(new("", null, code), await stream.AskAsync(TestContext.Current.CancellationToken));
        Assert.True(models.Requests.Count == 3, what);
    }

    public static TheoryData<string, Script, string> FaultsThatStay =>
        new()
        {
            { "401", Script.Refuse(401), "provider_unauthorized" },
            { "403", Script.Refuse(403), "provider_unauthorized" },
            { "400", Script.Refuse(400), "provider_rejected" },
            { "404", Script.Refuse(404), "provider_rejected" },
            { "a redirect", Script.Refuse(307), "provider_rejected" },
            { "429 for an hour", Script.Refuse(429, retryAfter: "3600"), "provider_busy" },
            { "no events", Script.Garbage("<html>Welcome to the proxy</html>"), "provider_invalid" },
            { "nothing at all", Script.Garbage(""), "provider_invalid" },
            { "an error as JSON", Script.Garbage("""{"error":{"message":"sk-secret"}}"""), "provider_invalid" },
            { "an unknown error", Script.Say().ThenError(0), "provider_failed" },
        };

    [Theory(Timeout = HangMilliseconds)]
    [MemberData(nameof(FaultsThatStay), DisableDiscoveryEnumeration = true)]
    public async Task What_would_not_pass_is_not_tried_again(string what, Script script, string code)
    {
        await using var models = await ModelServer.StartAsync(script, Script.Say("Too late."));
        using var stream = new ModelStreamFixture(models, PatienceFor(code));

        Assert.Equal(new("", null, code), await stream.AskAsync(TestContext.Current.CancellationToken));
        Assert.True(models.Requests.Count == 1, what);
    }

    [Fact(Timeout = HangMilliseconds)]
    public async Task A_provider_that_is_not_there_is_unavailable()
    {
        // Nobody listens on the discard port of the loopback.
        using var stream = new ModelStreamFixture("http://127.0.0.1:9/v1");

        Assert.Equal(new("", null, "provider_unavailable"), await stream.AskAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, stream.Log.Count);
    }

    // Short only where a time-out is what is tested: a busy machine must not turn other faults into time-outs.
    private static Action<ProviderOptions>? PatienceFor(string code) =>
        code != "provider_timeout"
            ? null
            : provider =>
            {
                provider.FirstTokenTimeout = TimeSpan.FromMilliseconds(500);
                provider.IdleTimeout = TimeSpan.FromMilliseconds(500);
            };
}
