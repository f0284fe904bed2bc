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
    private const byte Kind = (byte)'s';

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
        if (
            CursorReader.Open(s, Kind) is not { } reader
            || !reader.TryReadNumber(out var user)
            || !reader.TryReadUInt64(out var query)
        )
            return false;
        if (!reader.TryReadUInt64(out var change) || change > long.MaxValue || !reader.TryReadNumber(out var conversation))
            return false;
        if (!reader.TryReadInt32(out var before) || before is < 1 or > IdSegment.NumberMax + 1 || !reader.IsAtEnd)
            return false;
        result = new SearchCursor(new UserId(user), query, new SearchPlace((long)change, conversation, before));
        return true;
    }

    /// <summary>The text that clients keep.</summary>
    public override string ToString() =>
        new CursorWriter(Kind)
            .WriteInt32(User.Number)
            .WriteUInt64(Query)
            .WriteUInt64((ulong)Place.Change)
            .WriteInt32(Place.Conversation)
            .WriteInt32(Place.BeforeMessage)
            .ToString();
}
