using System.Text;

namespace Roundtable.Tests.Edge;

/// <summary>
/// A client of a conversation's events that is cut off again and again: it keeps the last id and what it has been shown, and
/// notices whatever does not fit.
/// </summary>
internal sealed class ConversationReader(string conversation)
{
    private readonly Dictionary<string, StringBuilder> _texts = [];
    private readonly HashSet<string> _ended = [];

    public string? LastId { get; set; }

    /// <summary>The text of each message as it was pieced together.</summary>
    public IReadOnlyDictionary<string, StringBuilder> Texts => _texts;

    /// <summary>Replies whose end was seen.</summary>
    public IReadOnlySet<string> Ended => _ended;

    /// <summary>The last that was said of the conversation itself.</summary>
    public ReceivedEvent? Conversation { get; private set; }

    /// <summary>Whether it was said that the conversation is gone.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Reads so many events, then leaves; fewer when the server ends the stream.</summary>
    public async Task ReadAsync(RunningServer server, int count, Func<bool>? isDone = null)
    {
        var query = LastId is null ? "" : "?cursor=" + Uri.EscapeDataString(LastId);
        await using var events = await server.FollowAsync($"{conversation}/events{query}");
        await foreach (var received in events.ReadAsync(TestContext.Current.CancellationToken))
        {
            Take(received);
            if (--count <= 0 || isDone?.Invoke() == true)
                return;
        }
    }

    public void Take(ReceivedEvent received)
    {
        if (received.Name == "closing")
            return;
        LastId = received.Id;
        switch (received.Name)
        {
            case "message":
                Assert.True(
                    _texts.TryAdd(received.Text("id")!, new StringBuilder(received.Text("content"))),
                    "A message came twice."
                );
                if (received.Text("role") == "user")
                    _ended.Add(received.Text("id")!);
                break;
            case "bundle":
                var text = _texts[received.Text("messageId")!];
                Assert.Equal(text.Length, received.Number("offset"));
                text.Append(received.Text("tokens"));
                break;
            case "complete":
                Assert.True(_ended.Add(received.Text("id")!), "A message ended twice.");
                Assert.Equal(_texts[received.Text("id")!].Length, received.Number("length"));
                break;
            case "conversation":
                Conversation = received;
                break;
            default:
                Assert.Equal("deleted", received.Name);
                IsDeleted = true;
                break;
        }
    }
}
