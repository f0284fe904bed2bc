using System.Text;
using System.Text.Json;

namespace Roundtable.Tests.Probing;

/// <summary>Spoils valid requests, in one to three places, in every way that a careless or a hostile client would.</summary>
internal sealed class RequestMutator(Random random)
{
    private static readonly string[] Values =
    [
        "null",
        "true",
        "-1",
        "0",
        "1e400",
        "99999999999999999999",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]",
        "\"us01-co99-ms01\"",
        "\"\u202e\"",
        "[null]",
        "[\"sage\",\"sage\"]",
        "[\"nobody\"]",
        "{\"a\":1}",
        "NaN",
        "'x'",
        "\"unended",
    ];

    private static readonly string[] Segments =
    [
        "us01-co99",
        "us02-co01",
        "us1-co1",
        "US01-CO01",
        "us01-co01-ms99",
        "..",
        "%2e%2e",
        "%00",
        "%ff",
        "",
        "x",
        "us01-co01%0d%0aX:y",
        "us99999999999-co01",
        "-",
        "*",
        "us01-co00",
        "%F0%9F%98%80",
        "-1",
        "99999999999999999999",
    ];

    private static readonly string[] Queries =
    [
        "limit=0",
        "limit=-1",
        "limit=99999999999",
        "limit=x",
        "limit=",
        "limit=5&limit=6",
        "cursor=x",
        "cursor=",
        "order=up",
        "around=x",
        "offset=-1",
        "offset=2147483648",
        "archived=maybe",
        "q=",
        "q=%ff",
        "q=%00",
        "messages=2",
        "format=html",
        "format=pdf",
        "format=",
        "format=html&format=html",
        "conversation=us02-co01",
        "conversationCursor=x",
        "=",
        "&&&",
        "%",
        "a[]=1",
        "q=" + "xy ",
    ];

    private static readonly string[] Lines =
    [
        "Content-Type: text/plain",
        "Content-Type: application/json; charset=utf-16",
        "Content-Type: \"",
        "Content-Length: 5",
        "Content-Length: -1",
        "Content-Length: x",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Idempotency-Key: ",
        "Idempotency-Key: a b",
        "Idempotency-Key: é",
        "If-Match: x",
        "If-Match: \"0.0\"",
        "If-Match: \"999.1\", W/\"1.1\"",
        "If-None-Match: \"\"\"",
        "Last-Event-ID: x",
        "Last-Event-ID: AW0BAQKkq9H",
        "Accept: text/event-stream;q=x",
        "Accept: */*",
        "Host: evil.example",
        "Host: localhost, evil",
        "Host: ",
        "Origin: https://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Expect: 100-continue",
        "Expect: magic",
        "Range: bytes=0-1",
        "Cookie: rt_session=x",
        "Authorization: Bearer x",
        "X: \u0001",
        ": novalue",
        "noColon",
        "Upgrade: websocket",
        "traceparent: x",
        "Connection: upgrade",
        "Content-Encoding: gzip",
    ];

    private static readonly string[] Methods =
    [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "get",
        "X",
        "",
        "GET GET",
    ];

    public RawRequest Mutate(RawRequest request)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
            request = Once(request);
        return request;
    }

    private RawRequest Once(RawRequest request) =>
        random.Next(request.Body is null ? 4 : 8) switch
        {
            0 => request with { Target = Path(request.Target) },
            1 => request with { Target = request.Target + (request.Target.Contains('?') ? '&' : '?') + Pick(Queries) },
            2 => request with { Headers = [.. request.Headers, Pick(Lines)] },
            3 => random.Next(4) > 0
                ? request with
                {
                    Headers = [.. request.Headers.Where(_ => random.Next(2) == 0), Pick(Lines)],
                }
                : request with
                {
                    Method = Pick(Methods),
                },
            4 or 5 => request with { Body = Json(request.Body!) },
            _ => request with { Body = Bytes(request.Body!) },
        };

    private string Path(string target)
    {
        var parts = target.Split('/').ToList();
        var place = random.Next(1, parts.Count);
        switch (random.Next(3))
        {
            case 0:
                parts[place] = Pick(Segments);
                break;
            case 1:
                parts.Insert(place, Pick(Segments));
                break;
            default:
                parts.RemoveAt(place);
                break;
        }

        return parts.Count == 1 ? "/" : string.Join('/', parts);
    }

    /// <summary>Another value, a member more, a member twice, or one less.</summary>
    private byte[] Json(byte[] body)
    {
        List<string> texts;
        try
        {
            var members = JsonSerializer.Deserialize<JsonElement>(body);
            if (members.ValueKind != JsonValueKind.Object)
                return Bytes(body);
            texts = [.. members.EnumerateObject().Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Bytes(body);
        }

        var names = (string[])
            ["title", "participants", "metadata", "content", "agents", "replyTo", "archived", "key", "Content", "", "__proto__"];
        if (texts.Count > 0 && random.Next(3) == 0)
            texts.RemoveAt(random.Next(texts.Count));
        if (random.Next(3) > 0)
            texts.Insert(random.Next(texts.Count + 1), $"\"{Pick(names)}\":{Pick(Values)}");
        if (texts.Count > 0 && random.Next(4) == 0)
            texts.Add(texts[random.Next(texts.Count)]);
        return Encoding.UTF8.GetBytes("{" + string.Join(',', texts) + "}");
    }

    /// <summary>Cut off, a byte changed, bytes more.</summary>
    private byte[] Bytes(byte[] body)
    {
        if (body.Length == 0)
            return [(byte)random.Next(256)];
        var place = random.Next(body.Length);
        switch (random.Next(4))
        {
            case 0:
                return body[..place];
            case 1:
                var changed = (byte[])body.Clone();
                changed[place] = (byte)random.Next(256);
                return changed;
            case 2:
                return [.. body[..place], (byte)random.Next(256), .. body[place..]];
            default:
                return [.. body, .. body[place..]];
        }
    }

    private string Pick(string[] options) => options[random.Next(options.Length)];
}
