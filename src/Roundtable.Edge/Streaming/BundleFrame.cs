using System.Buffers;
using Roundtable.Edge.Wire;
using Roundtable.Following;

namespace Roundtable.Edge.Streaming;

/// <summary>A bundle's event as bytes, which all followers of its message send.</summary>
internal static class BundleFrame
{
    public const string Name = "bundle";

    /// <summary>The event as a stream of its message sends it: with the bundle's own cursor as its id.</summary>
    public static ReadOnlySpan<byte> Of(BundleShown bundle) => bundle.EncodedOnce(Encode);

    /// <summary>The same without its id: where other things happen too, each stream has its own.</summary>
    public static ReadOnlySpan<byte> WithoutId(BundleShown bundle)
    {
        var frame = Of(bundle);
        return frame[(frame.IndexOf((byte)'\n') + 1)..];
    }

    private static byte[] Encode(BundleShown bundle)
    {
        var bytes = new ArrayBufferWriter<byte>(bundle.Tokens.Length + 192);
        EventFormat.WriteId(bytes, bundle.Cursor.ToString());
        EventFormat.Write(bytes, Name, BundleBody.From(bundle));
        return bytes.WrittenSpan.ToArray();
    }
}
