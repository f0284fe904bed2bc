using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Roundtable.Edge.Streaming;

namespace Roundtable.Bench.Serving;

/// <summary>
/// The baseline of everything that is sent: the same server and the same frames, from memory, with nothing behind them.
/// <c>/frames?bundles=200&amp;pace=50</c> sends them at so many tokens a second, <c>pace=0</c> as fast as they are taken;
/// with <c>after=80</c> from so many milliseconds on; <c>/held</c> sends the same once somebody has asked for <c>/go</c>, all at once to all who wait; <c>/said</c> sends each when
/// the <see cref="ScriptedModel"/> has said its text, token by token: with a model, and still with nothing else behind them.
/// </summary>
internal static class FrameServer
{
    private static readonly ScriptedModel Model = new(TimeProvider.System);
    private static readonly ConcurrentDictionary<int, Frames> Made = new();

    public static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var go = NewGate();
        server.Run(context =>
            context.Request.Path.Value switch
            {
                "/frames" => SendPacedAsync(context, Task.CompletedTask),
                "/held" => SendPacedAsync(context, go.Task),
                "/said" => SendSaidAsync(context),
                "/go" => Go(context, Interlocked.Exchange(ref go, NewGate())),
                _ => Task.CompletedTask,
            }
        );
        return server;
    }

    private static Task Go(HttpContext context, TaskCompletionSource go)
    {
        go.SetResult();
        return context.Response.CompleteAsync();
    }

    /// <summary>Sends each bundle in the moment in which it is due: a timer a bundle, and none without a pace.</summary>
    private static async Task SendPacedAsync(HttpContext context, Task go)
    {
        var (bundles, pace) = (Number(context, "bundles"), Number(context, "pace"));
        var (output, frames) = await BeginAsync(context, bundles);
        await go.WaitAsync(context.RequestAborted);
        await WaitAsync(context);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < bundles; i++)
        {
            var due = Script.DueAt(started, i, pace);
            if (pace > 0)
                await PaceAsync(due, context.RequestAborted);
            Write(output, frames.Bundles[i], due);
            await output.FlushAsync(context.RequestAborted);
        }

        output.Write(frames.End);
        await output.FlushAsync(context.RequestAborted);
    }

    /// <summary>The same as a model says it: a timer a token.</summary>
    private static async Task SendSaidAsync(HttpContext context)
    {
        var (bundles, pace) = (Number(context, "bundles"), Number(context, "pace"));
        var (output, frames) = await BeginAsync(context, bundles);
        await WaitAsync(context);
        var order = new ChatMessage(ChatRole.User, ScriptedModel.Order(bundles * Script.BundleTokens, pace));
        var (started, said) = (Stopwatch.GetTimestamp(), 0);
        await foreach (var _ in Model.GetStreamingResponseAsync([order], options: null, context.RequestAborted))
        {
            said += Script.StepAt(said);
            if (said % Script.BundleTokens > 0)
                continue;
            var sent = (said / Script.BundleTokens) - 1;
            Write(output, frames.Bundles[sent], Script.DueAt(started, sent, pace));
            await output.FlushAsync(context.RequestAborted);
        }

        output.Write(frames.End);
        await output.FlushAsync(context.RequestAborted);
    }

    private static async Task<(PipeWriter Output, Frames Frames)> BeginAsync(HttpContext context, int bundles)
    {
        context.Response.ContentType = EventStream.ContentType;
        var output = context.Response.BodyWriter;
        new EventWriter(output).WriteKeepAlive();
        await output.FlushAsync(context.RequestAborted);
        return (output, Made.GetOrAdd(bundles, static count => new Frames(count)));
    }

    private static void Write(PipeWriter output, (byte[] Bytes, int StampsAt) frame, long due)
    {
        var room = output.GetSpan(frame.Bytes.Length);
        frame.Bytes.CopyTo(room);
        Stamp.Write(room.Slice(frame.StampsAt, Stamp.Length), due);
        Stamp.Write(room.Slice(frame.StampsAt + Stamp.Length + 1, Stamp.Length), Stopwatch.GetTimestamp());
        output.Advance(frame.Bytes.Length);
    }

    private static Task PaceAsync(long due, CancellationToken cancellationToken)
    {
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        return wait > TimeSpan.Zero ? Task.Delay(wait, TimeProvider.System, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>So that many that are asked for at once do not speak in one moment.</summary>
    private static Task WaitAsync(HttpContext context) =>
        context.Request.Query.ContainsKey("after")
            ? Task.Delay(TimeSpan.FromMilliseconds(Number(context, "after")), TimeProvider.System, context.RequestAborted)
            : Task.CompletedTask;

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static int Number(HttpContext context, string name) => int.Parse(context.Request.Query[name].ToString(), null);
}
