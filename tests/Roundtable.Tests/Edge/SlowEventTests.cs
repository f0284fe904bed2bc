using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;

namespace Roundtable.Tests.Edge;

/// <summary>However long a message is: what is piled up for a reader who does not read is short.</summary>
public sealed class SlowEventTests
{
    private const int Room = 64 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("word \"quoted\" \n")]
    [InlineData("x😀")]
    [InlineData("😀\u0000")]
    public async Task An_event_is_written_only_as_fast_as_it_is_taken(string repeated)
    {
        var content = string.Concat(Enumerable.Repeat(repeated, 570_000 / repeated.Length));
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Room, resumeWriterThreshold: Room / 2));
        var writer = new EventWriter(pipe.Writer);

        var writing = WriteAsync();
        var text = new ArrayBufferWriter<byte>();
        while (await pipe.Reader.ReadAsync(Token) is var read && (read.Buffer.Length > 0 || !read.IsCompleted))
        {
            Assert.InRange(read.Buffer.Length, 1, 2 * Room);
            foreach (var part in read.Buffer)
                text.Write(part.Span);
            pipe.Reader.AdvanceTo(read.Buffer.End);
        }

        await writing;
        var lines = Encoding.UTF8.GetString(text.WrittenSpan).Split('\n');
        Assert.Equal(["id: 7", "event: message"], lines[..2]);
        Assert.Equal(["", ""], lines[3..]);
        var message = JsonSerializer.Deserialize<JsonElement>(lines[2]["data: ".Length..]);
        Assert.Equal(content, message.GetProperty("content").GetString());
        Assert.Equal(content.Length, message.GetProperty("length").GetInt32());
        Assert.Equal("complete", message.GetProperty("status").GetString());

        async Task WriteAsync()
        {
            await writer.WriteAsync(new ServerEvent("7", "message", Message(content)), Token);
            await pipe.Writer.CompleteAsync();
        }
    }

    [Fact]
    public async Task A_reader_who_goes_in_mid_event_ends_it()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Room, resumeWriterThreshold: Room / 2));
        var writing = MessageJson.WriteAsync(pipe.Writer, Message(new string('x', 10 * Room)), Token);
        Assert.False(writing.IsCompleted);

        await pipe.Reader.CompleteAsync();

        await writing;
    }

    private static MessageBody Message(string content) =>
        new()
        {
            Id = "us01-co01-ms02",
            ConversationId = "us01-co01",
            Role = MessageRole.Agent,
            AgentId = "sage",
            Model = "\"content\":\"\"",
            Content = content,
            Length = content.Length,
            TokenCount = 1,
            ChunkCount = 1,
            Status = MessageStatus.Complete,
            CreatedAt = "2030-01-01T00:00:00.000Z",
        };
}
