namespace Roundtable.Bench.Filling;

/// <summary>
/// Made-up words, used as often as words are: the n-th most common one 1/n as often as the first (Zipf's law), the common ones
/// short. The same for every run.
/// </summary>
internal sealed class ZipfWords
{
    private const int Count = 50_000;
    private const int CharacterShare = 50;
    private const int Characters = 2_000;
    private const string Consonants = "bcdfghjklmnprstvwz";
    private const string Vowels = "aeiou";
    private readonly string[] _words = new string[Count];
    private readonly double[] _sums = new double[Count];
    private readonly Random _random = new(20261125);

    public ZipfWords()
    {
        var (seen, sum) = (new HashSet<string>(), 0.0);
        for (var rank = 0; rank < Count; rank++)
        {
            do _words[rank] = Syllables(
                rank < 30 ? 1
                : rank < 600 ? 2
                : _random.Next(2, 5)
            );
            while (!seen.Add(_words[rank]));
            _sums[rank] = sum += 1.0 / (rank + 2.7);
        }
    }

    /// <summary>The word with a rank, from 0 on.</summary>
    public string this[int rank] => _words[rank];

    /// <summary>A text of about 257 characters; one in fifty is Chinese characters, a hundred of them.</summary>
    public string Text() =>
        _random.Next(CharacterShare) == 0
            ? string.Concat(Enumerable.Range(0, 100).Select(_ => Character(Rank(Characters))))
            : string.Join(' ', Enumerable.Range(0, 46).Select(_ => _words[Rank(Count)])) + ".";

    /// <summary>The Chinese character with a rank, from 0 on.</summary>
    public static char Character(int rank) => (char)(0x4E00 + rank);

    private int Rank(int count)
    {
        var place = Array.BinarySearch(_sums, 0, count, _random.NextDouble() * _sums[count - 1]);
        return Math.Min(count - 1, place < 0 ? ~place : place);
    }

    private string Syllables(int count) =>
        string.Concat(
            Enumerable
                .Range(0, count)
                .Select(_ => $"{Consonants[_random.Next(Consonants.Length)]}{Vowels[_random.Next(Vowels.Length)]}{Ending()}")
        );

    private string Ending() => _random.Next(3) == 0 ? $"{Consonants[_random.Next(Consonants.Length)]}" : "";
}
