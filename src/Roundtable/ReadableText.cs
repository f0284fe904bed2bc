using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Roundtable;

/// <summary>
/// Escapes what JSON demands (quotation mark, reverse solidus, control characters; RFC 8259 section 7) and nothing else, so
/// that text is readable in every script, in files and on the wire. The framework's relaxed encoder still escapes every emoji.
/// </summary>
public sealed class ReadableText : JavaScriptEncoder
{
    private const int EscapeLength = 6;
    private static readonly SearchValues<char> MustEscape = SearchValues.Create([
        .. Enumerable.Range(0, ' ').Select(code => (char)code),
        '"',
        '\\',
        '\u007F',
        .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code),
    ]);

    private ReadableText() { }

    /// <summary>The one instance.</summary>
    public static ReadableText Encoder { get; } = new();

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => EscapeLength;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\' or 0x7F;

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        for (var position = 0; ; )
        {
            var found = rest[position..].IndexOfAny(MustEscape);
            if (found < 0)
                return -1;
            position += found;
            if (position + 1 >= rest.Length || !char.IsSurrogatePair(rest[position], rest[position + 1]))
                return position;
            position += 2;
        }
    }

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(
        int unicodeScalar,
        char* buffer,
        int bufferLength,
        out int numberOfCharactersWritten
    )
    {
        var output = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar))
            return new Rune(unicodeScalar).TryEncodeToUtf16(output, out numberOfCharactersWritten);

        var escape = EscapeOf(unicodeScalar);
        numberOfCharactersWritten = escape.AsSpan().TryCopyTo(output) ? escape.Length : 0;
        return numberOfCharactersWritten > 0;
    }

    /// <summary>How what must be escaped is written.</summary>
    internal static string EscapeOf(int unicodeScalar) =>
        unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => $"\\u{unicodeScalar:X4}",
        };
}
