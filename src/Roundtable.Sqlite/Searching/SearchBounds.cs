namespace Roundtable.Sqlite.Searching;

/// <summary>How much of an index is looked at for one page of a ranked search.</summary>
/// <param name="WindowMax">So many texts, the newest, are ranked among themselves; then those before them.</param>
/// <param name="WindowMin">Of rarer words fewer are enough, once so many volumes were looked through.</param>
/// <param name="VolumesMin">After so many.</param>
/// <param name="VolumesMax">So many are looked through for one page; where more are left, it says where to go on.</param>
internal sealed record SearchBounds(int WindowMax, int WindowMin, int VolumesMin, int VolumesMax)
{
    /// <summary>Those of the product; a test says less.</summary>
    public static SearchBounds Usual { get; } = new(1_000, 200, 4, 256);
}
