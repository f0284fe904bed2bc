using System.Text.Json;

namespace Roundtable.Stored;

/// <summary>
/// Reads an object as this program writes it: known members alone, each once and in their order. It takes a fraction of what
/// reading any JSON takes. Whatever is otherwise leaves it <see cref="IsOther"/>, or is what the JSON reader throws; the object
/// is to be read as any JSON then.
/// </summary>
internal ref struct CanonicalReader
{
    private const int IdLengthMax = 64;
    private Utf8JsonReader _reader;

    public CanonicalReader(ReadOnlySpan<byte> bytes)
    {
        _reader = new Utf8JsonReader(bytes);
        IsOther = !_reader.Read() || _reader.TokenType != JsonTokenType.StartObject || !_reader.Read();
    }

    /// <summary>Whether something was not as this program writes it; what was read is not to be used then.</summary>
    public bool IsOther { get; private set; }

    /// <summary>Whether the next member has this name; its value is to be read then.</summary>
    public bool Has(ReadOnlySpan<byte> name)
    {
        if (IsOther || _reader.TokenType != JsonTokenType.PropertyName || !_reader.ValueSpan.SequenceEqual(name))
            return false;
        IsOther = !_reader.Read();
        return !IsOther;
    }

    /// <summary>The same for a member that is always there.</summary>
    public void Require(ReadOnlySpan<byte> name)
    {
        if (!Has(name))
            IsOther = true;
    }

    public string Text()
    {
        var text = Is(JsonTokenType.String) ? _reader.GetString()! : "";
        Next();
        return text;
    }

    public int Int()
    {
        var number = 0;
        IsOther |= !Is(JsonTokenType.Number) || !_reader.TryGetInt32(out number);
        Next();
        return number;
    }

    public long Long()
    {
        var number = 0L;
        IsOther |= !Is(JsonTokenType.Number) || !_reader.TryGetInt64(out number);
        Next();
        return number;
    }

    public DateTimeOffset Time()
    {
        DateTimeOffset time = default;
        IsOther |= !Is(JsonTokenType.String) || !StoredTime.TryParse(_reader.ValueSpan, out time);
        Next();
        return time;
    }

    public MessageId MessageId()
    {
        MessageId id = default;
        Span<char> text = stackalloc char[IdLengthMax];
        IsOther |= !TryCopy(text, out var length) || !Roundtable.MessageId.TryParse(text[..length], out id);
        Next();
        return id;
    }

    public UserId UserId()
    {
        UserId id = default;
        Span<char> text = stackalloc char[IdLengthMax];
        IsOther |= !TryCopy(text, out var length) || !Roundtable.UserId.TryParse(text[..length], out id);
        Next();
        return id;
    }

    public ulong Tag()
    {
        var tag = 0UL;
        Span<char> text = stackalloc char[IdLengthMax];
        IsOther |= !TryCopy(text, out var length) || !StoredTag.TryParse(text[..length], out tag);
        Next();
        return tag;
    }

    /// <summary>A word of an enum, as its converter reads it.</summary>
    public T Word<T>()
        where T : struct, Enum
    {
        var word = default(T);
        if (Is(JsonTokenType.String))
            IsOther |= !StoredWord<T>.TryParse(_reader.GetString(), out word);
        Next();
        return word;
    }

    /// <summary>Whether an object or an array begins, or ends, here; it is passed then.</summary>
    public bool Passes(JsonTokenType token)
    {
        if (IsOther || _reader.TokenType != token)
            return false;
        Next();
        return true;
    }

    /// <summary>The same where there is nothing else to be.</summary>
    public void Pass(JsonTokenType token)
    {
        if (!Passes(token))
            IsOther = true;
    }

    /// <summary>The version, which must be this one.</summary>
    public void RequireFormat(int format)
    {
        Require("format"u8);
        IsOther |= Int() != format;
    }

    /// <summary>Passes the checksum, which is the last member.</summary>
    public void End()
    {
        Require("checksum"u8);
        Is(JsonTokenType.String);
        Next();
        IsOther |= _reader.TokenType != JsonTokenType.EndObject || _reader.Read();
    }

    private bool Is(JsonTokenType type)
    {
        IsOther |= _reader.TokenType != type;
        return !IsOther;
    }

    private void Next()
    {
        if (!IsOther)
            IsOther = !_reader.Read();
    }

    /// <summary>Ids have no escapes, and are short.</summary>
    private bool TryCopy(scoped Span<char> text, out int length)
    {
        length = 0;
        if (!Is(JsonTokenType.String) || _reader.ValueIsEscaped || _reader.ValueSpan.Length > text.Length)
            return false;
        foreach (var value in _reader.ValueSpan)
            text[length++] = (char)value;
        return true;
    }
}
