using System.Text;
using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Probing;

/// <summary>A client of one message's stream that is cut off again and again, and notices whatever does not fit.</summary>
internal sealed class MessageReader
{
    public StringBuilder Text { get; } = new();

    public string? LastId { get; private set; }

    public bool IsEnded { get; private set; }

    public void Take(ReceivedEvent received)
    {
        if (received.Name == "closing")
            return;
        Assert.False(IsEnded, "Something came after the end.");
        Assert.NotNull(received.Id);
        switch (received.Name)
        {
            case "message":
                Assert.True(LastId is null, "A reader with a place was shown the whole message.");
                Text.Append(received.Text("content"));
                break;
            case "bundle":
                Assert.Equal(Text.Length, received.Number("offset"));
                Assert.InRange(received.Number("tokenCount"), 1, 20);
                Text.Append(received.Text("tokens"));
                break;
            default:
                Assert.Equal("complete", received.Name);
                Assert.Equal(Text.Length, received.Number("length"));
                IsEnded = true;
                break;
        }

        LastId = received.Id;
    }
}
