using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Roundtable.Edge.Wire;

/// <summary>Writes JSON with long texts in it piece by piece: who reads slowly makes nobody keep the rest for them.</summary>
internal static class LongJson
{
    public const int PieceLengthMax = 4096;

    private static ReadOnlySpan<byte> EmptyContent => "\"content\":\"\""u8;

    private static ReadOnlySpan<byte> EmptyHtml => "\"html\":[]"u8;

    public static bool IsLong(string? text) => text?.Length > PieceLengthMax;

    public static bool IsLong(IReadOnlyList<string>? texts) => texts?.Sum(text => (long)text.Length) > PieceLengthMax;

    /// <param name="around">All of it, the long members empty.</param>
    /// <param name="content">Belongs into <c>content</c>; null: it is there already.</param>
    /// <param name="html">Belongs into <c>html</c>, which comes behind it; null: it is there already.</param>
    public static async ValueTask WriteAsync(
        PipeWriter output,
        ReadOnlyMemory<byte> around,
        string? content,
        IReadOnlyList<string>? html,
        CancellationToken cancellationToken
    )
    {
        if (content is not null)
        {
            around = WriteUpTo(output, around, EmptyContent);
            if (!await WriteTextAsync(output, content, cancellationToken))
                return;
        }

        if (html is not null)
        {
            around = WriteUpTo(output, around, EmptyHtml);
            for (var i = 0; i < html.Count; i++)
            {
                output.Write(i == 0 ? "\""u8 : ",\""u8);
                if (!await WriteTextAsync(output, html[i], cancellationToken))
                    return;
                output.Write("\""u8);
            }
        }

        output.Write(around.Span);
    }

    /// <summary>Inside a string its quotation marks would be escaped, so what is found is the member.</summary>
    private static ReadOnlyMemory<byte> WriteUpTo(PipeWriter output, ReadOnlyMemory<byte> around, ReadOnlySpan<byte> member)
    {
        var place = around.Span.IndexOf(member) + member.Length - 1;
        output.Write(around.Span[..place]);
        return around[place..];
    }

    /// <summary>False when the reader has gone: then there is nobody to write the rest for.</summary>
    private static async ValueTask<bool> WriteTextAsync(PipeWriter output, string text, CancellationToken cancellationToken)
    {
        for (var start = 0; start < text.Length; )
        {
            var end = Math.Min(start + PieceLengthMax, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end--;
            output.Write(JsonEncodedText.Encode(text.AsSpan(start, end - start), ReadableText.Encoder).EncodedUtf8Bytes);
            start = end;
            // Short texts go together.
            if (text.Length > PieceLengthMax && (await output.FlushAsync(cancellationToken)).IsCompleted)
                return false;
        }

        return true;
    }
}
