using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Roundtable.Bench.Serving;

/// <summary>
/// The baseline of everything that is sent: the same server and the same frames, from memory, with nothing behind them.
/// <c>/frames?bundles=200&amp;pace=50</c> sends them at so many tokens a second, <c>pace=0</c> as fast as they are taken, once
/// somebody has asked for <c>/go</c>.
/// </summary>
internal static class FrameServer
{
    public static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Run(context =>
            context.Request.Path.Value switch
            {
                "/frames" => SendAsync(context, go.Task),
                "/go" => Go(context, go),
                _ => Task.CompletedTask,
            }
        );
        return server;
    }

    private static Task Go(HttpContext context, TaskCompletionSource go)
    {
        go.TrySetResult();
        return context.Response.CompleteAsync();
    }

    private static async Task SendAsync(HttpContext context, Task go)
    {
        var (bundles, pace) = (Number(context, "bundles"), Number(context, "pace"));
        var frames = Frames.Make(bundles);
        context.Response.ContentType = "text/event-stream";
        var output = context.Response.BodyWriter;
        await output.FlushAsync(context.RequestAborted);
        if (pace == 0)
            await go.WaitAsync(context.RequestAborted);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < frames.Length; i++)
        {
            if (pace > 0)
                await PaceAsync(started, (i + 1) * ScriptedModel.BundleTokens, pace, context.RequestAborted);
            Write(output, frames[i]);
            await output.FlushAsync(context.RequestAborted);
        }

        output.Write("event: complete\ndata: {}\n\n"u8);
        await output.FlushAsync(context.RequestAborted);
    }

    private static void Write(PipeWriter output, (byte[] Bytes, int StampAt) frame)
    {
        var room = output.GetSpan(frame.Bytes.Length);
        frame.Bytes.CopyTo(room);
        Stamp.WriteNow(room.Slice(frame.StampAt, Stamp.Length));
        output.Advance(frame.Bytes.Length);
    }

    private static Task PaceAsync(long started, int said, int perSecond, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromSeconds((double)said / perSecond) - TimeProvider.System.GetElapsedTime(started);
        return wait > TimeSpan.Zero ? Task.Delay(wait, TimeProvider.System, cancellationToken) : Task.CompletedTask;
    }

    private static int Number(HttpContext context, string name) => int.Parse(context.Request.Query[name].ToString(), null);
}
