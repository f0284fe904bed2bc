using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Messages;

/// <summary>Answers with one message, sent as fast as it is read.</summary>
internal sealed class MessageResult(MessageBody message) : IResult
{
    public const string ContentType = "application/json; charset=utf-8";

    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        await MessageJson.WriteAsync(context.Response.BodyWriter, message, context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
