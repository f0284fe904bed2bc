namespace Roundtable.Tests.Doubles;

/// <summary>Bundles made by hand.</summary>
internal static class Bundles
{
    public static Bundle Of(MessageId reply, string text, int offset = 0, int seq = 1, bool closes = false) =>
        new()
        {
            MessageId = reply,
            Seq = seq,
            Offset = offset,
            Tokens = text,
            TokenCount = text.Length,
            Timestamp = new DateTimeOffset(2026, 11, 23, 2, 0, 1, TimeSpan.Zero),
            ClosesChunk = closes,
        };
}
