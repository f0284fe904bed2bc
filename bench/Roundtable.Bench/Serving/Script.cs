using System.Diagnostics;

namespace Roundtable.Bench.Serving;

/// <summary>
/// What the scripted model says, bundle after bundle, in deltas of a token: thirteen words, then when the bundle was due (a
/// <see cref="Stamp"/> of three tokens), and in one delta of four tokens when it was cut, since with it the bundle is full.
/// </summary>
internal static class Script
{
    public const int BundleTokens = 20;
    public const string Word = " word";
    private const int Words = 13;
    private const int CutTokens = 4;
    private const int CutAt = BundleTokens - CutTokens;
    private const int DigitsOfToken = 3;

    /// <summary>Length of both stamps with the space in between.</summary>
    public const int StampsLength = Stamp.Length + 1 + Stamp.Length;

    /// <summary>Length of a bundle's text.</summary>
    public const int BundleLength = (Words * 5) + StampsLength;

    /// <summary>A bundle's text with zeros for both moments.</summary>
    public static string Blank { get; } = string.Concat(Enumerable.Repeat(Word, Words)) + "000000000 000000000";

    /// <summary>How many tokens are said at once when so many have been said.</summary>
    public static int StepAt(int said) => said % BundleTokens == CutAt ? CutTokens : 1;

    /// <summary>What is said then, by the stamp of when its bundle is due.</summary>
    public static string TextAt(int said, string due) =>
        (said % BundleTokens) switch
        {
            < Words => Word,
            CutAt => " " + Stamp.Now(),
            var place => due.Substring((place - Words) * DigitsOfToken, DigitsOfToken),
        };

    /// <summary>
    /// When the bundle with this number is full, if none is late: the first one at once, since the server cuts what comes slowly
    /// at first elsewhere; now where there is no pace.
    /// </summary>
    public static long DueAt(long started, int bundle, int perSecond) =>
        perSecond == 0 ? Stopwatch.GetTimestamp() : started + ((long)bundle * BundleTokens * Stopwatch.Frequency / perSecond);
}
