namespace Roundtable.Edge.Rendering;

/// <summary>Text that grows by a piece at a time; pieces are put together when somebody needs the whole.</summary>
internal sealed class OpenText(OpenText? before, string piece)
{
    public int Length { get; } = (before?.Length ?? 0) + piece.Length;

    public override string ToString() =>
        before is null
            ? piece
            : string.Create(
                Length,
                this,
                static (whole, last) =>
                {
                    var end = whole.Length;
                    for (var text = last; text is not null; text = text.Before)
                    {
                        end -= text.Piece.Length;
                        text.Piece.CopyTo(whole[end..]);
                    }
                }
            );

    private OpenText? Before => before;

    private string Piece => piece;
}
