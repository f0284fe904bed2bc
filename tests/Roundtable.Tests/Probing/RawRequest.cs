using System.Text;

namespace Roundtable.Tests.Probing;

/// <summary>A request as bytes on a wire, which need not be a request at all.</summary>
/// <param name="Method">The first word.</param>
/// <param name="Target">The second.</param>
/// <param name="Headers">Lines; <c>Content-Length</c> is added unless one of them is there.</param>
/// <param name="Body">Null: none.</param>
internal sealed record RawRequest(string Method, string Target, IReadOnlyList<string> Headers, byte[]? Body)
{
    public static RawRequest Of(string method, string target, string? json = null, params string[] headers) =>
        new(
            method,
            target,
            json is null ? headers : [.. headers, "Content-Type: application/json"],
            json is null ? null : Encoding.UTF8.GetBytes(json)
        );

    public byte[] ToBytes()
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        if (!Has("Host"))
            head.Append("Host: localhost\r\n");
        foreach (var header in Headers)
            head.Append(header).Append("\r\n");
        if (!Has("Content-Length") && !Has("Transfer-Encoding") && Body is not null)
            head.Append(null, $"Content-Length: {Body.Length}\r\n");
        head.Append("Connection: close\r\n\r\n");
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. Body ?? []];
    }

    /// <summary>For a person who wants to see what failed.</summary>
    public override string ToString()
    {
        var text = Encoding.UTF8.GetString(ToBytes());
        return text[..Math.Min(text.Length, 600)];
    }

    private bool Has(string name) => Headers.Any(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
}
