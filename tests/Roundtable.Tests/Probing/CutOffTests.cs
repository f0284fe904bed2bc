using System.Globalization;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Probing;

/// <summary>
/// Connections are cut at every byte: between events, inside them, inside a character. Whoever comes back with the last id has
/// the same text in the end, also when the server was started anew in between. <c>ROUNDTABLE_SEED</c> repeats a run.
/// </summary>
public abstract class CutOffTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private RunningServer _server = null!;

    [Fact]
    public async Task A_message_cut_off_at_any_byte_goes_on_where_it_was()
    {
        var any = new AnyText(new Random(1));
        var text = any.Next(RunLength.Rounds(40, 160));
        await using var models = await ModelServer.StartAsync(Play(any, text, TimeSpan.Zero));
        await using var server = _server = await RunningServer.StartAsync(Sandbox, models);
        var turn = await server.SayAsync(await server.CreateAsync(), "Hello", """["sage"]""");
        var stream = turn.GetProperty("replies")[0].GetProperty("stream").GetString()!;
        Assert.Equal(text, (await server.EndOfAsync(stream)).GetProperty("content").GetString());

        foreach (var start in (string[])["", "?offset=0"])
        {
            var cut = 0;
            for (MessageReader reader; ; cut++)
            {
                reader = new MessageReader();
                await ReadAsync(reader, stream + start, cut, isReset: cut % 2 == 0);
                if (reader.IsEnded)
                    break;
                await ReadAsync(reader, stream + start, int.MaxValue, isReset: false);
                Assert.True(reader.IsEnded, $"No end after a cut at byte {cut}.");
                Assert.Equal(text, reader.Text.ToString());
            }

            Assert.True(cut > text.Length);
        }
    }

    [Fact]
    public async Task Streams_cut_off_by_chance_and_by_restarts_say_the_same_in_the_end()
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("ROUNDTABLE_SEED"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (streams, cuts, interrupted) = (0, 0, 0);
        for (var round = RunLength.Rounds(4, 60); round > 0; round--)
        {
            var result = await RunRoundAsync(random, conversations: 5, restarts: round % 3);
            streams += result.Streams;
            cuts += result.Cuts;
            interrupted += result.Interrupted;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{streams} streams, cut {cuts} times, {interrupted} of them interrupted"
        );
        Assert.True(cuts > streams && interrupted > 0);
    }

    private async Task<(int Streams, int Cuts, int Interrupted)> RunRoundAsync(Random random, int conversations, int restarts)
    {
        var any = new AnyText(new Random(random.Next()));
        await using var models = await ModelServer.StartAsync(_ => AnyScript(any));
        _server = await RunningServer.StartAsync(Sandbox, models);
        var readers = new List<Task<Reading>>();
        for (var i = 0; i < conversations; i++)
        {
            var path = await _server.CreateAsync("""{ "participants": ["sage", "critic"] }""");
            var place = (await _server.GetAsync(path)).GetProperty("eventCursor").GetString()!;
            var turn = await _server.SayAsync(path, any.Next(5));
            readers.Add(FollowConversationAsync(path, place, new Random(random.Next())));
            foreach (var reply in turn.GetProperty("replies").EnumerateArray())
            {
                var message = $"{path}/messages/{reply.GetProperty("id").GetString()}";
                readers.Add(FollowMessageAsync(message, "", new Random(random.Next())));
                readers.Add(FollowMessageAsync(message, "?offset=0", new Random(random.Next())));
            }
        }

        for (; restarts > 0; restarts--)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(150)), TimeProvider.System, Cancelled);
            await _server.DisposeAsync();
            _server = await RunningServer.StartAsync(Sandbox, models);
        }

        var readings = await Task.WhenAll(readers);
        var interrupted = new HashSet<string>();
        foreach (var (message, text) in readings.SelectMany(reading => reading.Texts))
        {
            var stored = await _server.GetAsync(message);
            Assert.Equal(stored.GetProperty("content").GetString(), text);
            if (stored.TryGetProperty("finishReason", out var reason) && reason.GetString() == "interrupted")
                interrupted.Add(message);
        }

        await _server.DisposeAsync();
        return (readings.Length, readings.Sum(reading => reading.Cuts), interrupted.Count);
    }

    private async Task<Reading> FollowMessageAsync(string message, string start, Random random)
    {
        var (reader, cuts) = (new MessageReader(), -1);
        for (; !reader.IsEnded; cuts++)
            await ReadAsync(reader, $"{message}/stream{start}", random.Next(4_000), isReset: random.Next(2) == 0);
        return new Reading([(message, reader.Text.ToString())], cuts);
    }

    private async Task<Reading> FollowConversationAsync(string path, string place, Random random)
    {
        const int messages = 3;
        var (reader, cuts) = (new ConversationReader(path), -1);
        for (; reader.Ended.Count < messages; cuts++)
        {
            await foreach (
                var received in CutAsync($"{path}/events?cursor={place}", reader.LastId, random.Next(6_000), random.Next(2) == 0)
            )
            {
                reader.Take(received);
                if (reader.Ended.Count == messages)
                    break;
            }
        }

        return new Reading([.. reader.Texts.Select(pair => ($"{path}/messages/{pair.Key}", pair.Value.ToString()))], cuts);
    }

    private async Task ReadAsync(MessageReader reader, string stream, int bytes, bool isReset)
    {
        await foreach (var received in CutAsync(stream, reader.LastId, bytes, isReset))
            reader.Take(received);
    }

    /// <summary>What arrives whole of so many bytes; nothing when there is no server at this moment.</summary>
    private async IAsyncEnumerable<ReceivedEvent> CutAsync(string target, string? lastId, int bytes, bool isReset)
    {
        using var stream = await RawStream.TryOpenAsync(
            _server.Client.BaseAddress!.Port,
            target,
            lastId,
            window: null,
            Cancelled
        );
        if (stream is null)
            yield break;
        await foreach (var received in stream.ReadAsync(bytes, Cancelled))
            yield return received;
        if (isReset)
            stream.Reset();
    }

    private static Script AnyScript(AnyText any)
    {
        lock (any)
            return Play(any, any.Next(60), TimeSpan.FromMilliseconds(1));
    }

    private static Script Play(AnyText any, string text, TimeSpan pause) =>
        any.Deltas(text).Aggregate(Script.Say(), (script, delta) => script.ThenPause(pause).ThenDelta(delta));

    /// <param name="Texts">Messages as they were pieced together.</param>
    /// <param name="Cuts">How often that was interrupted.</param>
    private sealed record Reading(IReadOnlyList<(string Message, string Text)> Texts, int Cuts);
}
