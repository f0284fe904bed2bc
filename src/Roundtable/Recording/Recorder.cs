using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Roundtable.Recording;

/// <summary>
/// Turns what a model says into a stored message: bundles that are durable before they are shown, chunks, and exactly one
/// end. The model may run ahead of the disk by a bounded number of bundles, so a slow disk slows the model, not the memory.
/// </summary>
public sealed partial class Recorder(IConversationStore store, Cutting cutting, ILogger<Recorder> logger)
{
    private static readonly TimeSpan StoragePause = TimeSpan.FromSeconds(1);

    private static readonly MessageError StorageError = new(
        "storage_unavailable",
        "The reply could not be stored; what had been shown is kept."
    );

    private static readonly MessageError InternalError = new(
        "internal",
        "The reply failed inside the server; what had been said is kept."
    );

    /// <summary>Records one open reply until it has ended; its end is durable when the task completes.</summary>
    /// <param name="reply">An open reply of <see cref="IConversationStore.BeginTurnAsync"/>.</param>
    /// <param name="deltas">
    /// What the model says; it honours the token it is enumerated with. <see cref="ReplyFailedException"/> ends the reply
    /// with its error, any other exception with the code <c>internal</c>.
    /// </param>
    /// <param name="cancelled">Ends it <see cref="FinishReason.Cancelled"/>; what was said is kept.</param>
    /// <param name="stopped">Ends it <see cref="FinishReason.Interrupted"/>; what was said is kept.</param>
    /// <exception cref="StorageUnavailableException">
    /// Storage refused the end until the server stopped. Before that a refused reply ends with the error
    /// <c>storage_unavailable</c>, as soon as storage takes it.
    /// </exception>
    public async Task<FinishReason> RecordAsync(
        MessageId reply,
        IAsyncEnumerable<Delta> deltas,
        CancellationToken cancelled,
        CancellationToken stopped
    )
    {
        using var span = Telemetry.Source.StartActivity("roundtable.reply")?.SetTag("roundtable.message.id", reply);
        cutting.Metrics.Begin();
        try
        {
            using var model = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopped);
            var writer = new ReplyWriter(reply, store, cutting, model);
            var ending = await WriteAsync(reply, deltas, writer, (model.Token, cancelled)).ConfigureAwait(false);
            await EndAsync(reply, writer, ending, stopped).ConfigureAwait(false);
            span?.SetTag("roundtable.finish_reason", ending.Reason.ToString().ToLowerInvariant());
            if (ending.Error is { } error)
                span?.SetStatus(ActivityStatusCode.Error, error.Code);
            return ending.Reason;
        }
        finally
        {
            cutting.Metrics.End();
        }
    }

    /// <summary>Writes all that can be stored; a store that refuses stops the model.</summary>
    private async Task<MessageEnd> WriteAsync(
        MessageId reply,
        IAsyncEnumerable<Delta> deltas,
        ReplyWriter writer,
        (CancellationToken Stopped, CancellationToken Cancelled) model
    )
    {
        try
        {
            var ending = await CopyAsync(reply, deltas, writer, model).ConfigureAwait(false);
            await writer.FinishAsync().ConfigureAwait(false);
            return ending;
        }
        catch (StorageUnavailableException exception)
        {
            LogStorageRefused(exception, reply);
            return new MessageEnd(FinishReason.Error, StorageError);
        }
        catch (MessageNotOpenException)
        {
            // Ended by another hand, or deleted with its conversation: the model need not go on, and the first end stays.
            return new MessageEnd(FinishReason.Cancelled);
        }
#pragma warning disable CA1031 // The top of a reply: whatever the store throws, the message must end.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotTaken(exception, reply);
            return new MessageEnd(FinishReason.Error, InternalError);
        }
    }

    /// <summary>Ends the reply as soon as the store takes it; gives up when the server stops, and the next start ends it.</summary>
    private async Task EndAsync(MessageId reply, ReplyWriter writer, MessageEnd ending, CancellationToken stopped)
    {
        while (true)
        {
            try
            {
                await writer.EndAsync(ending).ConfigureAwait(false);
                return;
            }
            catch (StorageUnavailableException exception) when (!stopped.IsCancellationRequested)
            {
                LogStorageRefused(exception, reply);
            }

            await Task.Delay(StoragePause, cutting.Time, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes what the model says, and gives the end that it comes to. What storage refuses is told when all is finished.</summary>
    private async Task<MessageEnd> CopyAsync(
        MessageId reply,
        IAsyncEnumerable<Delta> deltas,
        ReplyWriter writer,
        (CancellationToken Stopped, CancellationToken Cancelled) model
    )
    {
        try
        {
            return await CopyAsync(deltas, writer, model.Stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (model.Stopped.IsCancellationRequested)
        {
            return new MessageEnd(model.Cancelled.IsCancellationRequested ? FinishReason.Cancelled : FinishReason.Interrupted);
        }
        catch (ReplyFailedException failure)
        {
            LogReplyFailed(reply, failure.Error.Code);
            return new MessageEnd(FinishReason.Error, failure.Error);
        }
        catch (StorageUnavailableException exception)
        {
            // What it is asked from could not be read.
            LogStorageRefused(exception, reply);
            return new MessageEnd(FinishReason.Error, StorageError);
        }
#pragma warning disable CA1031 // The top of a reply: whatever its source throws, the message must end.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogSourceThrew(exception, reply);
            return new MessageEnd(FinishReason.Error, InternalError);
        }
    }

    private async Task<MessageEnd> CopyAsync(IAsyncEnumerable<Delta> deltas, ReplyWriter writer, CancellationToken stopped)
    {
        using var next = new NextDelta(cutting.Time);
        var enumerator = deltas.GetAsyncEnumerator(stopped);
        await using (enumerator.ConfigureAwait(false))
        {
            while (await HasNextAsync(enumerator, writer, next).ConfigureAwait(false))
            {
                stopped.ThrowIfCancellationRequested();
                await writer.AddAsync(enumerator.Current).ConfigureAwait(false);
                if (enumerator.Current.Finish is { } finish)
                    return new MessageEnd(finish);
            }
        }

        stopped.ThrowIfCancellationRequested();
        return new MessageEnd(FinishReason.Stop);
    }

    /// <summary>Waits for the model, and cuts what it has said when it takes its time.</summary>
    /// <remarks>Pooled: each delta of each reply passes here, and is awaited once.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> HasNextAsync(IAsyncEnumerator<Delta> enumerator, ReplyWriter writer, NextDelta next)
    {
        var pending = enumerator.MoveNextAsync();
        if (pending.IsCompleted || writer.Patience is not { } patience)
            return await pending.ConfigureAwait(false);

        if (!await next.IsFirstAsync(pending, writer.BundleCount, patience).ConfigureAwait(false))
            await writer.FlushAsync().ConfigureAwait(false);
        return await next.ResultAsync().ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage refused reply {Reply}.")]
    private partial void LogStorageRefused(Exception exception, MessageId reply);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reply {Reply} failed: {Code}.")]
    private partial void LogReplyFailed(MessageId reply, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store did not take what was said in reply {Reply}.")]
    private partial void LogNotTaken(Exception exception, MessageId reply);

    [LoggerMessage(Level = LogLevel.Error, Message = "The source of reply {Reply} threw.")]
    private partial void LogSourceThrew(Exception exception, MessageId reply);
}
