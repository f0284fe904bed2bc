using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Roundtable.Edge.Rendering;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>What is ready to be shown, over HTTP: reads and streams with <c>?format=html</c> come to the same blocks.</summary>
public abstract class HtmlFormatTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private const string Reply = "/api/conversations/us01-co01/messages/us01-co01-ms02";

    /// <summary>Words, code, a list, and a definition that makes a link of what was shown long before.</summary>
    private static readonly string[] Parts =
    [
        "# Rome\n\nSee [the guide][g] and ",
        "<script>alert(1)</script> first.\n\n",
        "```csharp\nvar days = 2;",
        "\n```\n\n- one\n- two\n",
        "\n" + string.Join(' ', Enumerable.Repeat("and so on", 60)) + "\n\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
        "[g]: https://example.org/guide\n\nThe end.",
    ];

    [Fact]
    public async Task A_reader_who_applies_the_events_has_what_reading_gives_from_wherever_they_come_back()
    {
        await using var server = await StartAsync(await SpeakAsync());
        var read = Html(await server.GetAsync($"{Reply}?format=html"));
        Assert.Contains(read, block => block.Contains("https://example.org/guide", StringComparison.Ordinal));
        Assert.Contains(read, block => block.Contains("&lt;script&gt;", StringComparison.Ordinal));
        Assert.Contains(read, block => block.Contains("hl-keyword", StringComparison.Ordinal));

        var all = await EventsAsync(server, $"{Reply}/stream?offset=0&format=html");
        Assert.True(all.Count > 5);
        Assert.Equal(read, Applied([], all));
        // The definition came last: what it changed comes with the end.
        Assert.True(all[^1].Data.TryGetProperty("blocks", out var mended));
        Assert.Equal(1, mended.GetProperty("from").GetInt32());
        for (var i = 0; i < all.Count - 1; i++)
            Assert.Equal(
                read,
                Applied(Applied([], all[..(i + 1)]), await EventsAsync(server, $"{Reply}/stream?format=html", all[i].Id))
            );

        var snapshot = await EventsAsync(server, $"{Reply}/stream?format=html");
        Assert.Equal(read, Html(snapshot[0].Data));
        Assert.False(snapshot[^1].Data.TryGetProperty("blocks", out _));
    }

    [Fact]
    public async Task Every_stream_and_every_read_of_messages_has_it()
    {
        await using var server = await StartAsync(await SpeakAsync());
        const string conversation = "/api/conversations/us01-co01";
        var cursor = (await server.GetAsync("/api/conversations/us01-co02?messages=false")).GetProperty("eventCursor");
        var read = Html(await server.GetAsync($"{Reply}?format=html"));

        var whole = (await server.GetAsync($"{conversation}?format=html")).GetProperty("messages");
        Assert.Equal(["""<p dir="auto"><em>Where</em> to?</p>"""], Html(whole[0]));
        Assert.Equal(read, Html(whole[1]));
        Assert.Equal(read, Html((await server.GetAsync($"{conversation}/messages?format=html")).GetProperty("items")[1]));

        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/conversations/us01-co02/messages?format=html")
        {
            Content = RunningServer.Json("""{ "content": "*Where* to?", "agents": ["sage"] }"""),
        };
        post.Headers.Accept.ParseAdd("text/event-stream");
        await using var turn = await EventReader.OpenAsync(server.Client, post);
        Assert.Equal(read, await AppliedAsync(turn, "us01-co02-ms02"));
        await using var list = await server.FollowAsync(
            $"/api/events?conversation=us01-co02&conversationCursor={cursor.GetString()}&format=html"
        );
        Assert.Equal(read, await AppliedAsync(list, "us01-co02-ms02"));
        await using var own = await server.FollowAsync(
            $"/api/conversations/us01-co02/events?cursor={cursor.GetString()}&format=html"
        );
        Assert.Equal(read, await AppliedAsync(own, "us01-co02-ms02"));
    }

    [Fact]
    public async Task Who_does_not_ask_for_it_gets_none_and_nothing_is_rendered()
    {
        await using var server = await StartAsync(await SpeakAsync());
        foreach (var path in new[] { Reply, "/api/conversations/us01-co01", $"{Reply}/stream?offset=0", $"{Reply}/stream" })
        {
            var text = await server.Client.GetStringAsync(path, Cancelled);
            Assert.DoesNotContain("\"html\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"blocks\"", text, StringComparison.Ordinal);
        }

        Assert.Equal(0, server.Services.GetRequiredService<BlockRenderer>().LengthRead);
    }

    [Fact]
    public async Task Many_who_follow_one_message_cost_as_one()
    {
        await using var server = await StartAsync(await SpeakAsync());
        var renderer = server.Services.GetRequiredService<BlockRenderer>();
        await EventsAsync(server, $"{Reply}/stream?offset=0&format=html");
        var one = renderer.LengthRead;
        Assert.True(one > 0);
        for (var i = 0; i < 20; i++)
            await EventsAsync(server, $"{Reply}/stream?offset=0&format=html");
        Assert.Equal(one, renderer.LengthRead);
    }

    /// <summary>A text that has not changed may be rendered otherwise, so who has the one does not have the other.</summary>
    [Fact]
    public async Task What_is_shown_has_a_tag_of_its_own()
    {
        await using var server = await StartAsync(await SpeakAsync());
        const string conversation = "/api/conversations/us01-co01";
        Assert.Equal(HttpStatusCode.OK, await AgainAsync(conversation, $"{conversation}?format=html"));
        Assert.Equal(HttpStatusCode.OK, await AgainAsync($"{conversation}?format=html", conversation));
        Assert.Equal(HttpStatusCode.NotModified, await AgainAsync($"{conversation}?format=html", $"{conversation}?format=html"));

        async Task<HttpStatusCode> AgainAsync(string first, string then)
        {
            using var known = await server.Client.GetAsync(first, Cancelled);
            using var request = new HttpRequestMessage(HttpMethod.Get, then);
            request.Headers.IfNoneMatch.Add(known.Headers.ETag!);
            using var answer = await server.Client.SendAsync(request, Cancelled);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Another_format_is_refused_everywhere_and_nothing_has_begun()
    {
        await using var server = await StartAsync(await SpeakAsync());
        foreach (
            var path in new[]
            {
                Reply,
                $"{Reply}/stream",
                "/api/conversations/us01-co01",
                "/api/conversations/us01-co01/messages",
                "/api/conversations/us01-co01/events",
                "/api/events",
            }
        )
            Assert.Equal(HttpStatusCode.BadRequest, await server.StatusOfAsync($"{path}?format=pdf"));
        var said = """{ "content": "x", "agents": [] }""";
        await server.PostAsync("/api/conversations/us01-co01/messages?format=", said, HttpStatusCode.BadRequest);
        await server.PostAsync($"{Reply}/regenerate?format=HTML", "", HttpStatusCode.BadRequest);
        Assert.Equal(
            2,
            (await server.GetAsync("/api/conversations/us01-co01?messages=false")).GetProperty("messageCount").GetInt32()
        );
    }

    /// <summary>Longer than a piece, with what JSON escapes at the pieces' ends.</summary>
    [Fact]
    public async Task Long_answers_come_in_pieces_and_are_whole()
    {
        var text = string.Concat(
            Enumerable.Range(0, 250).Select(i => $"Line {i} \"quoted\" \\ 🍎 é\n{(i % 100 == 0 ? "\n" : "")}")
        );
        await using var models = await ModelServer.StartAsync(_ => Script.Say(text));
        await using var server = await StartAsync(models);
        var message = await server.GetAsync($"{Reply}?format=html");

        Assert.Equal(text, message.GetProperty("content").GetString());
        Assert.Equal(new BlockRenderer().Render(text, LinkTargets.None), Html(message));
        var events = await EventsAsync(server, $"{Reply}/stream?offset=0&format=html");
        Assert.Equal(Html(message), Applied([], events));
    }

    private static Task<ModelServer> SpeakAsync() =>
        ModelServer.StartAsync(_ => Parts.Skip(1).Aggregate(Script.Say(Parts[0]), (script, part) => script.Then(part)));

    /// <summary>A conversation with a question and its answer, and an empty one.</summary>
    private async Task<RunningServer> StartAsync(ModelServer models)
    {
        var server = await RunningServer.StartAsync(Sandbox, models);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "*Where* to?", """["sage"]""");
        await server.EndOfAsync($"{Reply}/stream");
        await server.CreateAsync();
        return server;
    }

    private static async Task<List<ReceivedEvent>> EventsAsync(RunningServer server, string path, string? lastEventId = null)
    {
        await using var events = await server.FollowAsync(path, lastEventId);
        return await events.ReadAllAsync();
    }

    private static async Task<List<string>> AppliedAsync(EventReader reader, string message)
    {
        var events = new List<ReceivedEvent>();
        await foreach (var received in reader.ReadAsync(Cancelled))
        {
            if ((received.Text("messageId") ?? received.Text("id")) == message)
                events.Add(received);
            if (received.Name == "complete")
                break;
        }

        return Applied([], events);
    }

    /// <summary>The whole of what a client has to do.</summary>
    private static List<string> Applied(List<string> known, IEnumerable<ReceivedEvent> events)
    {
        var blocks = known.ToList();
        foreach (var received in events)
        {
            if (received.Name == "message")
                blocks = Html(received.Data);
            if (!received.Data.TryGetProperty("blocks", out var changed))
                continue;
            var from = changed.GetProperty("from").GetInt32();
            Assert.InRange(from, 0, blocks.Count);
            blocks = [.. blocks.Take(from), .. Html(changed)];
        }

        return blocks;
    }

    private static List<string> Html(JsonElement body) =>
        [.. body.GetProperty("html").EnumerateArray().Select(block => block.GetString()!)];
}
