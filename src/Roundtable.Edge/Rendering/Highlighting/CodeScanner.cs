using System.Text;

namespace Roundtable.Edge.Rendering.Highlighting;

/// <summary>Goes through code once and says what each piece of it is. It never goes back, so that no text costs more than its length.</summary>
internal ref struct CodeScanner(string code, Language language, StringBuilder html)
{
    private readonly ReadOnlySpan<char> _code = code;
    private int _at;
    private bool _isInTag;

    public void Run()
    {
        while (_at < _code.Length)
        {
            var length = CommentLength();
            if (length > 0)
                Take(length, "comment");
            else if (!language.IsMarkup || _isInTag)
                TakeToken();
            else
                TakeMarkup();
        }
    }

    private readonly int CommentLength()
    {
        var rest = _code[_at..];
        if (language.BlockComment is { Open: { } open, Close: { } close } && rest.StartsWith(open))
        {
            var end = rest[open.Length..].IndexOf(close);
            return end < 0 ? rest.Length : open.Length + end + close.Length;
        }

        foreach (var begin in language.LineComments)
        {
            // In a shell and in YAML a # within a word is none.
            var isOwn = begin != "#" || _at == 0 || char.IsWhiteSpace(_code[_at - 1]);
            if (isOwn && rest.StartsWith(begin))
                return LineLength(rest);
        }

        return 0;
    }

    private void TakeToken()
    {
        var first = _code[_at];
        if (_isInTag && first == '>')
        {
            _isInTag = false;
            Take(1, "tag");
        }
        else if (language.Quotes.Contains(first) || (_isInTag && first is '"' or '\''))
            TakeString(first);
        else if (char.IsAsciiDigit(first))
            Take(RunLength(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_'), "number");
        else if (language.Sigils.Contains(first))
            Take(1 + RunLength(static c => IsOfWord(c) || c is '{' or '}', from: 1), "variable");
        else if (IsOfWord(first) || first is '#' && language.Words.Contains("#include"))
            TakeWord();
        else
            Take(1, null);
    }

    private void TakeString(char quote)
    {
        var rest = _code[_at..];
        var three = language.HasTripleQuotes && rest.Length > 2 && rest[1] == quote && rest[2] == quote;
        var length = three ? TripleLength(rest, quote) : StringLength(rest, quote);
        Take(length, IsKey(length) ? "key" : "string");
    }

    private static int TripleLength(ReadOnlySpan<char> rest, char quote)
    {
        var end = rest[3..].IndexOf([quote, quote, quote]);
        return end < 0 ? rest.Length : end + 6;
    }

    private readonly int StringLength(ReadOnlySpan<char> rest, char quote)
    {
        var isLong = language.LongQuotes.Contains(quote) || _isInTag;
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\n' && !isLong)
                return i;
            if (rest[i] == quote)
                return i + 1;
            if (rest[i] == '\\')
                i++;
        }

        return rest.Length;
    }

    private void TakeWord()
    {
        var length = 1 + RunLength(IsOfWord, from: 1);
        var word = _code.Slice(_at, length);
        var next = _at + length < _code.Length ? _code[_at + length] : '\0';
        var name =
            _isInTag ? "key"
            : language.Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) ? "keyword"
            : IsKey(length) ? "key"
            : next == '(' ? "name"
            : null;
        Take(length, name);
    }

    private void TakeMarkup()
    {
        var rest = _code[_at..];
        if (rest[0] != '<')
        {
            var text = rest.IndexOf('<');
            Take(text < 0 ? rest.Length : text, null);
            return;
        }

        _isInTag = true;
        Take(1 + RunLength(static c => IsOfWord(c) || c is '/' or '!' or '?' or ':' or '-', from: 1), "tag");
    }

    /// <summary>Whether what follows so many characters is a colon, or what stands for one.</summary>
    private readonly bool IsKey(int length)
    {
        if (!language.HasKeys || _at + length >= _code.Length)
            return false;
        // A key and its colon are a few spaces apart at most.
        var rest = _code.Slice(_at + length, Math.Min(4, _code.Length - _at - length)).TrimStart(' ');
        return rest is [':' or '=', ..];
    }

    private readonly int RunLength(Func<char, bool> isPart, int from = 0)
    {
        var end = _at + from;
        while (end < _code.Length && isPart(_code[end]))
            end++;
        return end - _at - from;
    }

    private static int LineLength(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('\n');
        return end < 0 ? rest.Length : end;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private void Take(int length, string? name)
    {
        Highlighter.Append(html, _code.Slice(_at, length), name);
        _at += length;
    }
}
