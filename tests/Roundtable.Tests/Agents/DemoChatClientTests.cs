using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Roundtable.Agents;

namespace Roundtable.Tests.Agents;

public sealed class DemoChatClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Personas => ["sage", "critic", "parrot"];

    [Theory]
    [MemberData(nameof(Personas))]
    public async Task A_question_has_one_answer(string persona)
    {
        var first = await AskAsync(persona, "What is a garden?");
        var again = await AskAsync(persona, "What is a garden?");

        Assert.Equal(first, again);
        Assert.Contains("What is a garden", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_voices_differ_and_so_do_the_answers_to_other_questions()
    {
        var answers = new HashSet<string>();
        foreach (var persona in Personas)
        foreach (var question in new[] { "Why?", "How?", "Where to?" })
            answers.Add(await AskAsync(persona, question));

        Assert.Equal(9, answers.Count);
    }

    [Fact]
    public async Task The_sage_is_long_and_the_parrot_is_short()
    {
        var counter = ModelStreamFixture.Counter;
        Assert.InRange(counter.Count(await AskAsync("sage", "Why?")), 400, 1_200);
        Assert.InRange(counter.Count(await AskAsync("critic", "Why?")), 120, 400);
        Assert.InRange(counter.Count(await AskAsync("parrot", "Why?")), 15, 80);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData(
        "🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜"
    )]
    [InlineData(
        "x🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜🦜"
    )]
    public async Task Any_question_has_a_sound_answer(string question)
    {
        var answer = await AskAsync("parrot", question);
        Assert.Equal(answer, string.Concat(answer.EnumerateRunes()));
    }

    [Fact]
    public async Task Tokens_come_at_their_pace()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        using var client = new DemoChatClient(DemoPersona.Parrot, 1, ModelStreamFixture.Counter, time);
        await using var updates = client.GetStreamingResponseAsync(Asking("Why?"), null, Token).GetAsyncEnumerator(Token);

        var said = 0;
        while (true)
        {
            var next = updates.MoveNextAsync().AsTask();
            if (next.IsCompleted && updates.Current.FinishReason is not null)
                break;
            Assert.False(next.IsCompleted);
            while (!next.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token));
            }

            said += ModelStreamFixture.Counter.Count(updates.Current.Text);
            Assert.True(time.GetUtcNow() - time.Start >= TimeSpan.FromSeconds(said));
        }

        Assert.True(said > 10);
    }

    [Fact]
    public async Task As_fast_as_possible_waits_for_no_clock() =>
        Assert.NotEqual("", await AskAsync("sage", "Why?", new FakeTimeProvider()));

    private static async Task<string> AskAsync(string persona, string question, TimeProvider? time = null)
    {
        using var client = new DemoChatClient(
            DemoPersona.Named(persona)!,
            tokensPerSecond: 0,
            ModelStreamFixture.Counter,
            time ?? TimeProvider.System
        );
        return (await client.GetResponseAsync(Asking(question), null, Token)).Text;
    }

    private static ChatMessage[] Asking(string question) =>
        [new(ChatRole.System, "You are somebody."), new(ChatRole.User, "Ada: " + question) { AuthorName = "Ada" }];
}
