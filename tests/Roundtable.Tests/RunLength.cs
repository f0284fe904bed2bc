namespace Roundtable.Tests;

/// <summary>Long runs have a short form by default; <c>ROUNDTABLE_LONG=1</c> selects the long one.</summary>
internal static class RunLength
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("ROUNDTABLE_LONG") == "1";

    public static int Rounds(int shortForm, int longForm) => IsLong ? longForm : shortForm;
}
