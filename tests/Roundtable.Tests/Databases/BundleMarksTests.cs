using System.Text;
using Roundtable.Sqlite.Records;

namespace Roundtable.Tests.Databases;

/// <summary>How a chunk was cut stands in its row as JSON: written by us, or by anybody.</summary>
public sealed class BundleMarksTests
{
    [Theory]
    [InlineData("""[{"length":27,"tokenCount":6}]""", "27/6")]
    [InlineData("""[{"length":27,"tokenCount":6},{"length":0,"tokenCount":0}]""", "27/6 0/0")]
    [InlineData("""[ { "tokenCount": 6, "length": 27 } ]""", "27/6")]
    [InlineData("[]", "")]
    [InlineData("""[{"length":27,"tokenCount":6}""", null)]
    [InlineData("""[{"length":27,"tokenCount":6}]]""", null)]
    [InlineData("""[{"length":2147483648,"tokenCount":6}]""", null)]
    [InlineData("""[{"length":"27","tokenCount":6}]""", null)]
    [InlineData("", null)]
    public void Marks_are_read_as_any_JSON(string json, string? expected)
    {
        var marks = BundleMarks.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal(expected, marks is null ? null : string.Join(' ', marks.Select(mark => $"{mark.Length}/{mark.TokenCount}")));
    }

    [Fact]
    public void What_is_written_is_read() =>
        Assert.Equal(
            [new(3, 1), new(4, 2)],
            BundleMarks.Read(Encoding.UTF8.GetBytes(BundleMarks.Write([new(3, 1), new(4, 2)])!))!
        );
}
