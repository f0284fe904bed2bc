using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Roundtable.Tests.Doubles;

/// <summary>Plays one script on one connection.</summary>
internal sealed class ScriptPlayer(HttpContext context, string model, Action written)
{
    public async Task PlayAsync(Script script, CancellationToken cancellationToken)
    {
        if (script.Status == 200)
            await StreamAsync(script, cancellationToken);
        else if (script.Status != 0)
            await RefuseAsync(script, cancellationToken);

        if (script.Ending == Script.End.Hang)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        if (script.Ending == Script.End.Die)
            context.Abort();
    }

    private async Task StreamAsync(Script script, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/event-stream";
        var protocol = script.Finish is not null || script.Steps is not [ScriptStep.Raw];
        if (protocol)
            await WriteAsync(Event(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null), cancellationToken);

        foreach (var step in script.Steps)
            await PlayAsync(step, cancellationToken);

        if (script.Finish is not null)
            await WriteAsync(Event([], script.Finish), cancellationToken);
        if (script.Ending == Script.End.Done)
            await WriteAsync("data: [DONE]\n\n", cancellationToken);
    }

    private async Task PlayAsync(ScriptStep step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case ScriptStep.Delta delta:
                await WriteAsync(Event(new JsonObject { ["content"] = delta.Text }, null), cancellationToken);
                written();
                break;
            case ScriptStep.Raw raw:
                await context.Response.Body.WriteAsync(raw.Bytes, cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
                break;
            case ScriptStep.Gate gate:
                await gate.Opened.WaitAsync(cancellationToken);
                break;
            case ScriptStep.Pause pause:
                await Task.Delay(pause.Length, TimeProvider.System, cancellationToken);
                break;
        }
    }

    private async Task RefuseAsync(Script script, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = script.Status;
        context.Response.ContentType = "application/json";
        if (script.RetryAfter is { } retryAfter)
            context.Response.Headers.RetryAfter = retryAfter;
        await WriteAsync("""{"error":{"message":"Incorrect API key provided: sk-secret","type":"error"}}""", cancellationToken);
    }

    private string Event(JsonObject delta, string? finish)
    {
        var chunk = new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion.chunk",
            ["created"] = 1_700_000_000,
            ["model"] = model,
            ["choices"] = new JsonArray(
                new JsonObject
                {
                    ["index"] = 0,
                    ["delta"] = delta,
                    ["finish_reason"] = finish,
                }
            ),
        };
        return $"data: {chunk.ToJsonString(JsonSerializerOptions.Web)}\n\n";
    }

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
