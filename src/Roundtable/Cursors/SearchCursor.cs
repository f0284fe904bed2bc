using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Roundtable.Searching;

namespace Roundtable.Cursors;

/// <summary>A place in the hits of a search, bound to its user and its query.</summary>
/// <param name="User">Who searches.</param>
/// <param name="Query">Stands for the query, see <see cref="KeyOf"/>.</param>
/// <param name="Place">How far the search has come.</param>
public readonly record struct SearchCursor(UserId User, ulong Query, SearchPlace Place) : IParsable<SearchCursor>
{
    private const byte ListKind = (byte)'s';
    private const byte RankedKind = (byte)'k';

    /// <summary>The cursor that goes on after a page of a query.</summary>
    public static SearchCursor Of(SearchQuery query, SearchPlace place) => new(query.Owner, KeyOf(query), place);

    /// <summary>Equal for queries with the same pages: the beginning of a SHA-256 over what is searched for, and where.</summary>
    public static ulong KeyOf(SearchQuery query)
    {
        var text = $"{query.IsOneEach} {query.Archived?.ToString() ?? "both"}\n{query.Terms.Key}";
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <inheritdoc/>
    public static SearchCursor Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var cursor) ? cursor : throw new FormatException("This is not a cursor of a search.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SearchCursor result)
    {
        result = default;
        var isRanked = false;
        if (CursorReader.Open(s, ListKind) is not { } reader)
        {
            isRanked = true;
            if (CursorReader.Open(s, RankedKind) is not { } ranked)
                return false;
            reader = ranked;
        }

        if (!reader.TryReadNumber(out var user) || !reader.TryReadUInt64(out var query))
            return false;
        SearchPlace? place = isRanked ? ReadRanked(ref reader) : ReadList(ref reader);
        if (place is null || !reader.IsAtEnd)
            return false;
        result = new SearchCursor(new UserId(user), query, place);
        return true;
    }

    /// <summary>The text that clients keep.</summary>
    public override string ToString()
    {
        var writer = new CursorWriter(Place is RankedPlace ? RankedKind : ListKind).WriteInt32(User.Number).WriteUInt64(Query);
        writer = Place switch
        {
            RankedPlace place => Write(writer, place),
            ListPlace place => writer
                .WriteUInt64((ulong)place.Change)
                .WriteInt32(place.Conversation)
                .WriteInt32(place.BeforeMessage),
            _ => throw new InvalidOperationException("There is no such place."),
        };
        return writer.ToString();
    }

    private static ListPlace? ReadList(ref CursorReader reader) =>
        reader.TryReadUInt64(out var change)
        && change <= long.MaxValue
        && reader.TryReadNumber(out var conversation)
        && reader.TryReadInt32(out var before)
        && before is >= 1 and <= IdSegment.NumberMax + 1
            ? new ListPlace((long)change, conversation, before)
            : null;

    private static CursorWriter Write(CursorWriter writer, RankedPlace place)
    {
        writer.WriteUInt64((ulong)place.Before).WriteUInt64((ulong)place.Newest).WriteUInt64((ulong)place.OpenBefore);
        var last = place.Before;
        foreach (var shown in place.Shown)
        {
            // How far it is from the one before: a byte or two, where there are many.
            writer.WriteUInt64((ulong)(last - shown));
            last = shown;
        }

        return writer;
    }

    private static RankedPlace? ReadRanked(ref CursorReader reader)
    {
        if (
            !reader.TryReadUInt64(out var before)
            || before is < 1 or > long.MaxValue
            || !reader.TryReadUInt64(out var newest)
            || newest is < 1 or > long.MaxValue
            || !reader.TryReadUInt64(out var open)
            || open > long.MaxValue
        )
            return null;
        var (shown, last) = (new List<long>(), before);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadUInt64(out var step) || step < 1 || step >= last)
                return null;
            last -= step;
            shown.Add((long)last);
        }

        return new RankedPlace((long)before, (long)newest, shown, (long)open);
    }
}
