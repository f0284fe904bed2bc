using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Roundtable.Bench.Readers;

namespace Roundtable.Bench.Serving;

/// <summary>A reply, and the text that a follower has been shown of it: after a crash it has an end, and begins with that text.</summary>
/// <param name="streamPath">Of its stream.</param>
internal sealed class ShownReply(string streamPath)
{
    private const string Stream = "/stream";
    private readonly StringBuilder _shown = new();

    /// <summary>Code units that have been shown.</summary>
    public int Length => _shown.Length;

    /// <summary>Follows until the server is gone.</summary>
    public async Task FollowAsync(Uri server)
    {
        try
        {
            using var events = await EventSocket.OpenAsync(server, $"{streamPath}?offset=0");
            while (await events.ReadAsync(Take, CancellationToken.None)) { }
        }
        catch (SocketException)
        {
            // As it is when a server dies.
        }
    }

    /// <summary>Whether the server knows of an end by now, and of all that was shown.</summary>
    public async Task<bool> IsKeptAsync(Talker talker)
    {
        using var answer = await talker.GetJsonAsync(streamPath[..^Stream.Length]);
        var message = answer.RootElement;
        return message.GetProperty("status").ValueEquals("complete")
            && message.GetProperty("finishReason").ValueEquals("interrupted")
            && message.GetProperty("content").GetString()!.StartsWith(_shown.ToString(), StringComparison.Ordinal);
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!name.SequenceEqual("bundle"u8))
            return;
        var json = new Utf8JsonReader(data);
        var bundle = JsonElement.ParseValue(ref json);
        if (bundle.GetProperty("offset").GetInt32() != _shown.Length)
            throw new InvalidDataException("What a follower is shown has a gap.");
        _shown.Append(bundle.GetProperty("tokens").GetString());
    }
}
