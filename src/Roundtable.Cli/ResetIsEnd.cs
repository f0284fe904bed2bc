using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Roundtable.Cli;

/// <summary>
/// What a connection receives, where a reset is an end. The server cannot clean up after a body whose reading failed, and
/// reports that as an error of its own; a body that ends too early it can, and whoever follows the connection is told alike.
/// </summary>
internal sealed class ResetIsEnd(PipeReader received) : PipeReader
{
    private bool _wasReset;

    /// <summary>Puts it between a connection and the server.</summary>
    public static ConnectionDelegate Before(ConnectionDelegate next) =>
        connection =>
        {
            connection.Transport = new Both(new ResetIsEnd(connection.Transport.Input), connection.Transport.Output);
            return next(connection);
        };

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await received.ReadAsync(cancellationToken);
        }
        catch (ConnectionResetException)
        {
            return End();
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        try
        {
            return received.TryRead(out result);
        }
        catch (ConnectionResetException)
        {
            result = End();
            return true;
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_wasReset)
            received.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => received.CancelPendingRead();

    public override void Complete(Exception? exception = null) => received.Complete(exception);

    private ReadResult End()
    {
        _wasReset = true;
        return new ReadResult(default, isCanceled: false, isCompleted: true);
    }

    private sealed record Both(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
