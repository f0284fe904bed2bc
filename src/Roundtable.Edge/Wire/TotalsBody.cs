using System.Text.Json.Serialization;
using Roundtable.Edge.Operations;

namespace Roundtable.Edge.Wire;

/// <summary>What there was since the server was started.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record TotalsBody
{
    /// <summary>Bundles made durable.</summary>
    public required long Bundles { get; init; }

    /// <summary>Chunks closed.</summary>
    public required long Chunks { get; init; }

    /// <summary>Tokens made durable.</summary>
    public required long Tokens { get; init; }

    /// <summary>Agents' messages begun.</summary>
    public required long Replies { get; init; }

    /// <summary>Files that got their name.</summary>
    public required long Files { get; init; }

    /// <summary>Bytes of these files.</summary>
    public required long Bytes { get; init; }

    /// <summary>Messages found in memory.</summary>
    public required long CacheHits { get; init; }

    /// <summary>Messages read from storage.</summary>
    public required long CacheMisses { get; init; }

    /// <summary>Damage met: chunks by readers, and what refused a write.</summary>
    public required long Damage { get; init; }

    /// <summary>Segments of the journal emptied into files.</summary>
    public required long Checkpoints { get; init; }

    public static TotalsBody Of(MeterWatch watch)
    {
        return new TotalsBody
        {
            Bundles = Total("roundtable.bundles"),
            Chunks = Total("roundtable.chunks"),
            Tokens = Total("roundtable.tokens"),
            Replies = Total("roundtable.replies.live"),
            Files = Total("roundtable.files.written"),
            Bytes = Total("roundtable.files.size"),
            CacheHits = Total("roundtable.cache.hits"),
            CacheMisses = Total("roundtable.cache.misses"),
            Damage = Total("roundtable.damage"),
            Checkpoints = Total("roundtable.journal.checkpoints"),
        };

        long Total(string name) => (long)watch[name].Added;
    }
}
