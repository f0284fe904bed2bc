using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Text that continues what the follower has.</summary>
/// <param name="Cursor">Where to go on after it.</param>
/// <param name="Offset">Where the text begins, in UTF-16 code units.</param>
/// <param name="Tokens">The text.</param>
/// <param name="TokenCount">Tokens in it; 0 for a damaged stretch.</param>
public sealed record BundleShown(MessageCursor Cursor, int Offset, string Tokens, int TokenCount) : FollowEvent(Cursor);
