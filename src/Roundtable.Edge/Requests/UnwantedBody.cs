using System.Buffers;

namespace Roundtable.Edge.Requests;

/// <summary>Refuses a body so that its sender sees why: a connection that is closed while its client still sends is reset.</summary>
internal static class UnwantedBody
{
    private const long ReadBytesMax = 64 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Sends the answer, then reads a bounded rest of the body away.</summary>
    public static async Task AnswerFirstAsync(HttpContext context, ReadOnlyMemory<byte> answer)
    {
        context.Response.Headers.Connection = "close";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        await context.Response.CompleteAsync();

        // Ends the connection, and the reading with it; a reading that is cancelled stays open in the server.
        using var patience = new CancellationTokenSource(Patience);
        using var ending = patience.Token.Register(context.Abort);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (long total = 0, read = 1; read > 0 && total < ReadBytesMax; total += read)
                read = await context.Request.Body.ReadAsync(buffer, CancellationToken.None);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
