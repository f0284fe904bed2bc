using System.Text;

namespace Roundtable.Bench.Serving;

/// <summary>The frames of a message of so many bundles, as the server would send them, each with the place of its stamp.</summary>
internal static class Frames
{
    public static (byte[] Bytes, int StampAt)[] Make(int count) => [.. Enumerable.Range(0, count).Select(Make1)];

    private static (byte[] Bytes, int StampAt) Make1(int number)
    {
        var words = string.Concat(Enumerable.Repeat(" word", 16));
        var before = $$"""
            id: AW0BAQKkq9H-75L9_8UBswMAEmMPig
            event: bundle
            data: {"messageId":"us01-co12-ms02","offset":{{number * ScriptedModel.BundleLength}},"tokens":"{{words}} 
            """;
        var frame = $"{before}000000000\",\"tokenCount\":20}}\n\n";
        return (Encoding.UTF8.GetBytes(frame), Encoding.UTF8.GetByteCount(before));
    }
}
