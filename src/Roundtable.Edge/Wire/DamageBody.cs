using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>A chunk that storage lost or spoilt.</summary>
/// <param name="Seq">Which chunk; 0 is the opening of an agent's message.</param>
/// <param name="Offset">Where the hole begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Reason">checksum, missing, foreign, format or unreadable.</param>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record DamageBody(int Seq, int Offset, int Length, string Reason)
{
    public static DamageBody From(Damage damage) => new(damage.Seq, damage.Offset, damage.Length, damage.Reason);
}
