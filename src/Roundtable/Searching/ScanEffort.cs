namespace Roundtable.Searching;

/// <summary>What one step of a search may still read.</summary>
internal sealed class ScanEffort(int textsMax, int lengthMax)
{
    private int _texts = textsMax;
    private long _length = lengthMax;

    /// <summary>Whether the step is to end before the next text.</summary>
    public bool IsSpent => _texts <= 0 || _length <= 0;

    public void Spend(string text)
    {
        _texts--;
        _length -= text.Length;
    }
}
