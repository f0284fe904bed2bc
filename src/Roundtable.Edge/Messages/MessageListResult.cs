using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Messages;

/// <summary>Answers with something that holds messages, each read from storage when the one before it was taken.</summary>
/// <param name="around">What holds them, as JSON, with its list empty.</param>
/// <param name="place">Where in it they belong.</param>
/// <param name="messages">The messages.</param>
internal sealed class MessageListResult(byte[] around, int place, IAsyncEnumerable<MessageBody> messages) : IResult
{
    /// <param name="member">The list's name and its brackets, empty, as they are in the body's JSON.</param>
    public static async Task<MessageListResult> OfAsync<T>(T body, byte[] member, IAsyncEnumerable<MessageBody> messages)
    {
        using var json = new MemoryStream();
        await JsonSerializer.SerializeAsync(json, body, WireJson.Of<T>());
        var around = json.ToArray();
        // Inside a string its quotation marks would be escaped, so what is found is the member.
        return new MessageListResult(around, around.AsSpan().IndexOf(member) + member.Length - 1, messages);
    }

    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = MessageResult.ContentType;
        if (!HttpMethods.IsHead(context.Request.Method))
            await WriteAsync(context.Response.BodyWriter, context.RequestAborted);
    }

    private async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        output.Write(around.AsSpan(0, place));
        var isFirst = true;
        await foreach (var message in messages.WithCancellation(cancellationToken))
        {
            if (!isFirst)
                output.Write(","u8);
            isFirst = false;
            await MessageJson.WriteAsync(output, message, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }

        output.Write(around.AsSpan(place));
        await output.FlushAsync(cancellationToken);
    }
}
