using System.Globalization;

namespace Roundtable.Edge.Wire;

/// <summary>RFC 3339, UTC, exactly three decimals.</summary>
internal static class WireTime
{
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
