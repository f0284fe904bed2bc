using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Agents;

/// <summary>What providers send beside the protocol costs at most the character that it spoils.</summary>
public sealed class ModelOddityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("😀", """ "\ud83d" """, """ "\ude00" """)]
    [InlineData("a😀b", """ "a\uD83D" """, """ "\uDE00b" """)]
    [InlineData("😀", """ "\ud83d" """, """ "" """, """ null """, """ "\ude00" """)]
    [InlineData("😀😀", """ "\ud83d" """, """ "\ude00\ud83d" """, """ "\ude00" """)]
    [InlineData("😀", """ "\ud83d\ude00" """)]
    [InlineData("\uFFFDx", """ "\ud83d" """, """ "x" """)]
    [InlineData("\uFFFD😀", """ "\ud83d" """, """ "\ud83d\ude00" """)]
    [InlineData("x\uFFFD", """ "x\ud83d" """)]
    [InlineData("\uFFFDx", """ "\ude00x" """)]
    [InlineData("a\uFFFDb", """ "a\ud83db" """)]
    [InlineData("\uFFFDx", """ "\ude00" """, """ "x" """)]
    [InlineData("""\ud83d""", """ "\\ud83d" """)]
    [InlineData("""\\ud83d"x\""", """ "\\\\ud83d\"x\\" """)]
    public async Task Half_a_surrogate_waits_for_its_other_half_or_is_replaced(string expected, params string[] contents)
    {
        var script = contents.Aggregate(Script.Say(), (said, content) => said.ThenDelta($$"""{"content":{{content}}}"""));
        Assert.Equal(new(expected, FinishReason.Stop, null), await AskAsync(script));
        Assert.Equal(new(expected, FinishReason.Stop, null), await AskAsync(script.Finishing(null)));
    }

    [Fact]
    public async Task Half_a_surrogate_in_the_last_event_is_replaced() =>
        Assert.Equal(
            new("x\uFFFD", FinishReason.Length, null),
            await AskAsync(
                Script
                    .Say()
                    .ThenRaw(
                        """data: {"choices":[{"index":0,"delta":{"content":"x\ud83d"},"finish_reason":"length"}]}""" + "\n\n"
                    )
                    .Finishing(null)
            )
        );

    [Fact]
    public async Task Half_a_surrogate_elsewhere_is_replaced() =>
        Assert.Equal(
            new("x", FinishReason.Stop, null),
            await AskAsync(
                Script.Say().ThenRaw("""data: {"id":"\ud83d","choices":[{"index":0,"delta":{"content":"x"}}]}""" + "\n\n")
            )
        );

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_replaced()
    {
        byte[] line = [.. """data: {"choices":[{"index":0,"delta":{"content":"a"""u8, 0xC3, 0x28, 0xFF, .. "\"}}]}\n\n"u8];

        Assert.Equal(new("a\uFFFD(\uFFFDb", FinishReason.Stop, null), await AskAsync(Script.Say().ThenRaw(line).Then("b")));
    }

    [Theory]
    [InlineData("""{"refusal":"I will "}""")]
    [InlineData("""{"content":null,"refusal":"I will "}""")]
    [InlineData("""{"content":"","refusal":"I will "}""")]
    [InlineData("""{"content":"I ","refusal":"will "}""")]
    public async Task A_refusal_is_text(string delta) =>
        Assert.Equal(
            new("I will not.", FinishReason.Stop, null),
            await AskAsync(
                Script.Say().ThenDelta("""{"content":"","refusal":null}""").ThenDelta(delta).ThenDelta("""{"refusal":"not."}""")
            )
        );

    [Theory]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"id":"x", "choices" : null, "usage":{}}""")]
    public async Task An_event_without_choices_is_passed_over(string json) =>
        Assert.Equal(new("ab", FinishReason.Stop, null), await AskAsync(Script.Say("a").ThenRaw($"data: {json}\n\n").Then("b")));

    private static async Task<ModelStreamFixture.Answer> AskAsync(Script script)
    {
        await using var models = await ModelServer.StartAsync(script);
        using var stream = new ModelStreamFixture(models);
        return await stream.AskAsync(Token);
    }
}
