namespace Roundtable.Searching;

/// <summary>Looks for the words of one term, one after the other, in a text that is read once.</summary>
/// <remarks>Shift-And (Baeza-Yates and Gonnet, 1992): bit i says that the first i + 1 words end at the present one.</remarks>
internal sealed class TermSearch(string[] words)
{
    // A term has at most SearchTerms.LengthMax words, which is as many as there are bits.
    private readonly int[] _starts = new int[words.Length];
    private UInt128 _ended;
    private int _read;

    /// <summary>Where it begins that was found last; null until it is found.</summary>
    public int? FoundAt { get; private set; }

    /// <summary>Takes the text's next word; true when the term is found, and ends, with it.</summary>
    public bool Take(WordReader reader)
    {
        _starts[_read++ % words.Length] = reader.Start;
        var next = (_ended << 1) | 1;
        _ended = 0;
        for (var i = 0; i < words.Length; i++)
        {
            if (((next >> i) & 1) == 1 && Fits(i, reader.Word))
                _ended |= UInt128.One << i;
        }

        if (((_ended >> (words.Length - 1)) & 1) == 0)
            return false;
        FoundAt = _starts[_read % words.Length];
        return true;
    }

    private bool Fits(int i, ReadOnlySpan<char> word) =>
        i == words.Length - 1 ? word.StartsWith(words[i], StringComparison.Ordinal) : word.SequenceEqual(words[i]);
}
