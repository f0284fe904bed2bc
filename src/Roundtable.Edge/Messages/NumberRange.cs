namespace Roundtable.Edge.Messages;

/// <summary>Numbers of messages in a row, up or down; may be empty.</summary>
/// <param name="Low">The lowest number.</param>
/// <param name="High">The highest number; less than <paramref name="Low"/> when there is none.</param>
/// <param name="IsDescending">Whether the highest comes first.</param>
internal readonly record struct NumberRange(int Low, int High, bool IsDescending)
{
    public bool IsEmpty => High < Low;

    /// <summary>First in order, and last.</summary>
    public (int First, int Last) Edges => IsDescending ? (High, Low) : (Low, High);

    /// <summary>So many from a number up, those that exist.</summary>
    public static NumberRange Ascending(int from, int count, int max) =>
        new(Math.Max(1, from), (int)Math.Min((long)from + count - 1, max), IsDescending: false);

    /// <summary>So many from a number down, those that exist.</summary>
    public static NumberRange Descending(int from, int count, int max) =>
        new(Math.Max(1, from - count + 1), Math.Min(from, max), IsDescending: true);

    public IEnumerable<int> Numbers()
    {
        for (var (number, left) = (Edges.First, High - Low + 1); left > 0; left--)
        {
            yield return number;
            number += IsDescending ? -1 : 1;
        }
    }
}
