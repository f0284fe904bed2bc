using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Crash;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Faults;

namespace Roundtable.Tests.Moving;

/// <summary>A store is moved away under a running server, by the real executable, and clients go on where they were.</summary>
public sealed partial class ServedMoveTests(ITestOutputHelper output)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("files", "files")]
    [InlineData("files", "sqlite")]
    [InlineData("sqlite", "files")]
    [InlineData("sqlite", "sqlite")]
    public async Task A_served_store_moves_with_a_short_pause_and_no_client_notices(string from, string to)
    {
        await using var source = MovingStore.Of(from);
        await using var target = MovingStore.Of(to);
        await using var served = await ServedStore.StartAsync(source.Place);
        var (conversation, quiet) = (await served.CreateAsync(), await served.CreateAsync());
        var turn = await AskWithKeyAsync(served.Client, quiet);
        var slow = await served.AskAsync(conversation, "slow");
        await served.UntilShownAsync(slow, 60);
        var last = await ReadBundlesAsync(served.Client, slow, 3);
        using var traffic = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var talking = TalkAsync(served, conversation, traffic.Token);

        var (code, said) = await RunAsync("migrate", source, target);
        Assert.True(code == 2, said);
        var first = Written(said);

        await traffic.CancelAsync();
        await talking;
        var before = await ServedLook.TakeAsync(served.Client, quiet, turn);
        var begun = TimeProvider.System.GetTimestamp();
        await served.StopAsync();
        (code, said) = await RunAsync("migrate", source, target);
        Assert.True(code == 0, said);
        await using var next = await ServedStore.StartAsync(target.Place, served);
        var pause = TimeProvider.System.GetElapsedTime(begun);

        await served.ReadersAsync();
        var export = await source.ExportAsync();
        Assert.InRange(Written(said), 1, export.Count - 1);
        Assert.Equal(before.Order, (await ServedLook.TakeAsync(next.Client, quiet, turn)).Order);
        await before.RequireUnchangedAsync(next.Client);
        Assert.Equal(turn, await AskWithKeyAsync(next.Client, quiet));
        await next.JudgeAsync(conversation);
        await ResumeAsync(next.Client, slow, last);
        await ChangeAsync(next.Client, before);
        await next.StopAsync();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{from} → {to}: {first} records while it was served; stopped, moved {Written(said)} of {export.Count} records, started and ready: {pause.TotalSeconds:F1} s."
            )
        );
    }

    [Theory]
    [InlineData("files", "files")]
    [InlineData("files", "sqlite")]
    [InlineData("sqlite", "files")]
    [InlineData("sqlite", "sqlite")]
    public async Task A_backup_of_a_served_store_opens_and_holds_a_prefix_of_what_was_said(string from, string to)
    {
        await using var source = MovingStore.Of(from);
        await using var target = MovingStore.Of(to);
        await using var served = await ServedStore.StartAsync(source.Place);
        var conversation = await served.CreateAsync();
        var slow = await served.AskAsync(conversation, "slow");
        await served.UntilShownAsync(slow, 60);
        using var traffic = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var talking = TalkAsync(served, conversation, traffic.Token);

        var (code, said) = await RunAsync("backup", source, target);

        Assert.True(code == 0, said);
        await traffic.CancelAsync();
        await talking;
        await served.StopAsync();
        await served.ReadersAsync();
        (code, var checkedTarget) = await RunAsync("verify", "--store", target.Name);
        Assert.True(code == 0, checkedTarget);
        var (copied, final) = (Texts.Of(await target.ExportAsync()), Texts.Of(await source.ExportAsync()));
        Assert.Contains(slow, copied.Keys);
        Assert.All(copied, message => Assert.StartsWith(message.Value, final[message.Key], StringComparison.Ordinal));
        await using var restored = await ServedStore.StartAsync(target.Place);
        Assert.Equal(copied[slow], (await restored.MessageAsync(slow)).GetProperty("content").GetString());
        await restored.StopAsync();
        output.WriteLine($"{from} → {to}: {copied.Count} of {final.Count} messages are in the backup. {said.Split('\n')[1]}");
    }

    private static async Task TalkAsync(ServedStore served, string conversation, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            await served.TryAskAsync(conversation, "quick");
    }

    /// <summary>What it is answered, to the byte.</summary>
    private static async Task<string> AskWithKeyAsync(HttpClient client, string conversation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/conversations/{conversation}/messages")
        {
            Content = RunningServer.Json("""{ "content": "Once only", "agents": [] }"""),
        };
        request.Headers.Add("Idempotency-Key", "once-1");
        using var response = await client.SendAsync(request, Cancelled);
        var answer = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }

    /// <summary>The tag of before the move is the one that a change asks for.</summary>
    private static async Task ChangeAsync(HttpClient client, ServedLook before)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, before.Conversation)
        {
            Content = RunningServer.Json("""{ "title": "Moved" }"""),
        };
        request.Headers.Add("If-Match", before.Tags[before.Conversation]);
        using var response = await client.SendAsync(request, Cancelled);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    private static async Task<ReceivedEvent> ReadBundlesAsync(HttpClient client, string message, int count)
    {
        await using var events = await StreamAsync(client, message, null);
        ReceivedEvent last;
        do last = await events.NextAsync();
        while (last.Name != "bundle" || --count > 0);
        return last;
    }

    /// <summary>From the last event that was seen before the move on, nothing is missing and nothing comes twice.</summary>
    private static async Task ResumeAsync(HttpClient client, string message, ReceivedEvent last)
    {
        var whole = await client.GetFromJsonAsync<JsonElement>(KillPaths.Message(message), Cancelled);
        var reached = last.Number("offset") + last.Text("tokens")!.Length;
        await using var events = await StreamAsync(client, message, last.Id);
        var received = await events.ReadAllAsync();
        Assert.All(received.SkipLast(1), one => Assert.Equal("bundle", one.Name));
        Assert.Equal(reached, received[0].Number("offset"));
        Assert.Equal(
            whole.GetProperty("content").GetString()![reached..],
            string.Concat(received.SkipLast(1).Select(one => one.Text("tokens")))
        );
        Assert.Equal(("complete", "interrupted"), (received[^1].Name, received[^1].Text("finishReason")));
    }

    private static Task<EventReader> StreamAsync(HttpClient client, string message, string? after)
    {
        var conversation = MessageId.Parse(message).Conversation;
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/{conversation}/messages/{message}/stream");
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        return EventReader.OpenAsync(client, request);
    }

    /// <summary>How many records a move says that it has written.</summary>
    private static int Written(string said) =>
        int.Parse(WrittenPattern().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("; ([0-9]+) records written")]
    private static partial Regex WrittenPattern();

    private static Task<(int Code, string Said)> RunAsync(string command, MovingStore from, MovingStore to) =>
        RunAsync(command, "--from", from.Name, "--to", to.Name);

    private static async Task<(int Code, string Said)> RunAsync(params string[] args)
    {
        await using var process = ServerProcess.Start(args);
        var code = await process.ExitCodeAsync();
        return (code, process.Output + process.Error);
    }
}
