using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Agents;

public sealed class ModelStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_answer_comes_through_as_it_was_said()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Be", "cause", " 🦜\u0000 \n"));
        using var stream = new ModelStreamFixture(models);

        var answer = await stream.AskAsync(Token);

        Assert.Equal(new("Because 🦜\u0000 \n", FinishReason.Stop, null), answer);
    }

    [Fact]
    public async Task The_model_is_asked_with_its_name_the_context_and_the_bound()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Yes."));
        using var stream = new ModelStreamFixture(models, replyTokensMax: 77);

        await stream.AskAsync(Token);

        var request = Assert.Single(models.Requests);
        Assert.Equal("scripted-1", request.Model);
        Assert.Equal(77, request.TokensMax);
        Assert.Equal([new("system", null, "Be brief."), new("user", null, "Ada: Why? sk-prompt")], request.Messages);
    }

    [Fact]
    public async Task A_configured_key_is_sent()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Yes."));
        using var stream = new ModelStreamFixture(models, provider => provider.ApiKeyVariable = "SOME_KEY");

        await stream.AskAsync(Token);

        Assert.Equal("Bearer sk-secret", models.Requests.Single().Authorization);
    }

    [Fact]
    public async Task Without_a_configured_key_none_is_sent()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Yes."));
        using var stream = new ModelStreamFixture(models);

        await stream.AskAsync(Token);

        Assert.Null(models.Requests.Single().Authorization);
    }

    [Fact]
    public async Task The_reason_length_is_kept()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Once upon").Finishing("length"));
        using var stream = new ModelStreamFixture(models);

        Assert.Equal(new("Once upon", FinishReason.Length, null), await stream.AskAsync(Token));
    }

    [Theory]
    [InlineData("content_filter", "provider_filtered")]
    [InlineData("tool_calls", "provider_invalid")]
    [InlineData("error", "provider_invalid")]
    [InlineData("never_heard_of", "provider_invalid")]
    public async Task Other_reasons_are_errors_that_keep_the_text(string reason, string code)
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Once", " upon").Finishing(reason));
        using var stream = new ModelStreamFixture(models);

        Assert.Equal(new("Once upon", null, code), await stream.AskAsync(Token));
    }

    [Fact]
    public async Task A_model_that_does_not_stop_is_cut_at_the_bound_and_left()
    {
        await using var models = await ModelServer.StartAsync(Script.Say(Enumerable.Repeat(" word", 500)).ThenHang());
        using var stream = new ModelStreamFixture(models, replyTokensMax: 100);

        var answer = await stream.AskAsync(Token);

        Assert.Equal(new(string.Concat(Enumerable.Repeat(" word", 100)), FinishReason.Length, null), answer);
    }

    [Fact]
    public async Task One_delta_with_dozens_of_tokens_is_cut_at_the_bound()
    {
        var verbose = string.Concat(Enumerable.Repeat("one two three 🦜 ", 50));
        await using var models = await ModelServer.StartAsync(Script.Say(verbose));
        using var stream = new ModelStreamFixture(models, replyTokensMax: 30);

        var answer = await stream.AskAsync(Token);

        Assert.Equal(FinishReason.Length, answer.Finish);
        Assert.StartsWith(answer.Text, verbose, StringComparison.Ordinal);
        Assert.InRange(ModelStreamFixture.Counter.Count(answer.Text), 25, 30);
    }

    [Fact]
    public async Task An_end_without_DONE_is_accepted_after_a_finish_reason()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("All.").WithoutDone());
        using var stream = new ModelStreamFixture(models);

        Assert.Equal(new("All.", FinishReason.Stop, null), await stream.AskAsync(Token));
    }

    [Fact]
    public async Task An_end_without_finish_reason_is_accepted_with_DONE()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("All.").Finishing(null));
        using var stream = new ModelStreamFixture(models);

        Assert.Equal(new("All.", FinishReason.Stop, null), await stream.AskAsync(Token));
    }

    [Fact]
    public async Task A_last_line_without_line_break_still_counts()
    {
        await using var models = await ModelServer.StartAsync(
            Script.Say("All.").ThenRaw("data: [DONE]").Finishing(null).WithoutDone()
        );
        using var stream = new ModelStreamFixture(models);

        Assert.Equal(new("All.", FinishReason.Stop, null), await stream.AskAsync(Token));
    }

    [Fact]
    public async Task An_answer_that_mentions_an_error_is_not_one()
    {
        const string Text = """{"error": {"code": 500}}""";
        await using var models = await ModelServer.StartAsync(Script.Say(Text, "\"error\""));
        using var stream = new ModelStreamFixture(models);

        Assert.Equal(new(Text + "\"error\"", FinishReason.Stop, null), await stream.AskAsync(Token));
    }

    [Fact]
    public async Task Who_cancels_is_told_so_and_not_that_the_provider_failed()
    {
        await using var models = await ModelServer.StartAsync(Script.Silence());
        using var stream = new ModelStreamFixture(models);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var asking = stream.AskAsync(cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
