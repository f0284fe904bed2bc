using System.Net;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>A reply is asked for again: a new message that says what it replaces, and nothing is lost.</summary>
public abstract class RegenerateTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private const string Messages = "/api/conversations/us01-co01/messages";

    [Fact]
    public async Task The_same_agent_answers_the_same_question_anew_and_the_old_reply_stays()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Because."));
        await using var server = await StartAsync(models);

        var turn = await server.PostAsync($"{Messages}/us01-co01-ms02/regenerate", "", HttpStatusCode.Accepted);

        Assert.Equal("us01-co01-ms01", turn.GetProperty("message").GetProperty("id").GetString());
        var reply = Assert.Single(turn.GetProperty("replies").EnumerateArray());
        Assert.Equal(("us01-co01-ms03", "sage"), (reply.GetProperty("id").GetString(), reply.GetProperty("agentId").GetString()));
        var ended = await server.EndOfAsync(reply.GetProperty("stream").GetString()!);
        Assert.Equal("us01-co01-ms02", ended.GetProperty("replaces").GetString());
        Assert.Equal("us01-co01-ms01", ended.GetProperty("replyTo").GetString());
        Assert.Equal("Because.", (await server.GetAsync($"{Messages}/us01-co01-ms02")).GetProperty("content").GetString());
        Assert.Equal(2, models.Requests.Count);
    }

    [Fact]
    public async Task What_was_replaced_is_not_shown_to_the_model()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Because."));
        await using var server = await StartAsync(models);
        var turn = await server.PostAsync($"{Messages}/us01-co01-ms02/regenerate", "", HttpStatusCode.Accepted);
        await server.EndOfAsync(turn.GetProperty("replies")[0].GetProperty("stream").GetString()!);
        await server.SayAsync("/api/conversations/us01-co01", "And then?");
        await server.EndOfAsync($"{Messages}/us01-co01-ms05/stream");

        Assert.Equal([2, 2, 4], models.Requests.Select(request => request.Messages.Count));
    }

    [Fact]
    public async Task The_same_request_again_asks_no_model_again()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Because."));
        await using var server = await StartAsync(models);

        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Messages}/us01-co01-ms02/regenerate");
            request.Headers.Add("Idempotency-Key", "a");
            using var response = await server.Client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        await server.EndOfAsync($"{Messages}/us01-co01-ms03/stream");
        Assert.Equal(2, models.Requests.Count);
    }

    [Fact]
    public async Task The_ids_of_its_events_leave_out_nothing_that_others_are_saying()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(request =>
            request.Model == "critic-1" ? Script.Say("Half. ").ThenWaitFor(said.Task).Then("Whole.") : Script.Say("Because.")
        );
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var path = await server.CreateAsync("""{ "participants": ["sage", "critic"] }""");
        await server.SayAsync(path, "Why?");
        await server.EndOfAsync($"{Messages}/us01-co01-ms02/stream");
        while ((await server.GetAsync($"{Messages}/us01-co01-ms03")).GetProperty("length").GetInt32() == 0)
            await Task.Yield();

        // The same request again gives events, too: of a turn that may have ended.
        var ids = new List<string>();
        for (var time = 0; time < 2; time++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"{Messages}/us01-co01-ms02/regenerate");
            request.Headers.Add("Idempotency-Key", "a");
            request.Headers.Accept.ParseAdd("text/event-stream");
            await using var turn = await EventReader.OpenAsync(server.Client, request);
            ids.AddRange((await turn.ReadAllAsync()).Select(received => received.Id!));
            said.TrySetResult();
            await server.EndOfAsync($"{Messages}/us01-co01-ms03/stream");
        }

        foreach (var id in ids)
        {
            await using var events = await server.FollowAsync($"{path}/events", id);
            var seen = new List<ReceivedEvent>();
            while (seen.Count == 0 || seen[^1].Name != "complete" || seen[^1].Text("id") != "us01-co01-ms03")
                seen.Add(await events.NextAsync());
            Assert.Equal(
                "Whole.",
                string.Concat(
                    seen.Where(received => received.Name == "bundle" && received.Text("messageId") == "us01-co01-ms03")
                        .Select(received => received.Text("tokens"))
                )
            );
            Assert.DoesNotContain(seen, received => received.Name == "message" && received.Text("id") != "us01-co01-ms04");
        }
    }

    [Fact]
    public async Task What_streams_or_is_a_person_s_or_is_not_there_is_refused()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Half").ThenWaitFor(said.Task));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        await server.CreateAsync();
        await server.SayAsync("/api/conversations/us01-co01", "Why?");

        var open = await server.PostAsync($"{Messages}/us01-co01-ms02/regenerate", "", HttpStatusCode.Conflict);
        var user = await server.PostAsync($"{Messages}/us01-co01-ms01/regenerate", "", HttpStatusCode.BadRequest);
        await server.PostAsync($"{Messages}/us01-co01-ms09/regenerate", "", HttpStatusCode.NotFound);

        Assert.Equal("/problems/message-open", open.GetProperty("type").GetString());
        Assert.Equal("/problems/invalid-value", user.GetProperty("type").GetString());
        said.SetResult();
    }

    [Fact]
    public async Task A_reply_whose_opening_is_damaged_is_refused_in_words()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Because."));
        await using (await StartAsync(models)) { }
        Sandbox.DamageChunk(MessageId.Parse("us01-co01-ms02"), 0);

        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var refused = await server.PostAsync($"{Messages}/us01-co01-ms02/regenerate", "", HttpStatusCode.BadRequest);

        Assert.Equal("/problems/invalid-value", refused.GetProperty("type").GetString());
        Assert.Equal(2, (await server.GetAsync("/api/conversations/us01-co01")).GetProperty("messageCount").GetInt32());
    }

    private async Task<RunningServer> StartAsync(ModelServer models)
    {
        var server = await RunningServer.StartAsync(Sandbox, models);
        await server.CreateAsync();
        await server.SayAsync("/api/conversations/us01-co01", "Why?");
        await server.EndOfAsync($"{Messages}/us01-co01-ms02/stream");
        return server;
    }
}
