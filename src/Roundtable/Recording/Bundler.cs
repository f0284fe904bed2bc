using System.Text;

namespace Roundtable.Recording;

/// <summary>
/// Cuts a message's text into bundles and chunks: the 3:1 rule lives here and nowhere else. A bundle holds up to
/// <see cref="StreamingOptions.BundleTokens"/>, a chunk up to <see cref="StreamingOptions.ChunkTokens"/>; no bundle
/// crosses a chunk, and no cut falls inside a code point.
/// </summary>
internal sealed class Bundler(ITokenCounter counter, StreamingOptions options)
{
    private readonly StringBuilder _open = new();
    private readonly WholeCodePoints _codePoints = new();
    private int _openTokens;
    private int _chunkTokens;
    private int _seq = 1;
    private int _offset;

    /// <summary>Whether text waits for its bundle to fill.</summary>
    public bool HasOpenText => _open.Length > 0;

    /// <summary>Takes what the model said and gives the bundles that it filled.</summary>
    /// <param name="tokenCount">Tokens in it; null when they have not been counted.</param>
    public IEnumerable<Cut> Add(string delta, int? tokenCount = null)
    {
        var text = _codePoints.Take(delta);
        // What was counted says nothing about another text.
        return Fill(text, ReferenceEquals(text, delta) ? tokenCount : null);
    }

    /// <summary>Takes what is left at the end of the stream: half a surrogate pair will not be completed any more.</summary>
    public IEnumerable<Cut> Finish() => Fill(_codePoints.TakeRest(), tokenCount: null);

    /// <summary>Cuts the open bundle as it is; null when it is empty.</summary>
    public Cut? Flush() => HasOpenText ? CutOpen(closesChunk: false) : null;

    /// <summary>Most deltas fill nothing, and cost nothing beyond being counted.</summary>
    private IEnumerable<Cut> Fill(string text, int? tokenCount) => TryTakeWhole(text, tokenCount) ? [] : FillAndCut(text);

    private bool TryTakeWhole(string text, int? tokenCount)
    {
        var room = Math.Min(options.BundleTokens - _openTokens, options.ChunkTokens - _chunkTokens);
        var fit = tokenCount is { } known ? new BundleMark(text.Length, known) : counter.Fit(text, room);
        if (fit.Length < text.Length || fit.TokenCount >= room)
            return false;
        Take(text, fit.TokenCount);
        return true;
    }

    private IEnumerable<Cut> FillAndCut(string text)
    {
        for (var position = 0; position < text.Length; )
        {
            var bundleRoom = options.BundleTokens - _openTokens;
            var chunkRoom = options.ChunkTokens - _chunkTokens;
            var fit = counter.Fit(text.AsSpan(position), Math.Min(bundleRoom, chunkRoom));
            if (fit.Length == 0)
            {
                if (HasOpenText)
                    yield return CutOpen(closesChunk: chunkRoom <= bundleRoom);
                else
                    BeginChunk(); // What comes next does not fit; the next bundle's number closes this chunk.
                continue;
            }

            Take(text.AsSpan(position, fit.Length), fit.TokenCount);
            position += fit.Length;
            if (_chunkTokens >= options.ChunkTokens)
                yield return CutOpen(closesChunk: true);
            else if (_openTokens >= options.BundleTokens)
                yield return CutOpen(closesChunk: false);
        }
    }

    private void Take(ReadOnlySpan<char> text, int tokenCount)
    {
        _open.Append(text);
        _openTokens += tokenCount;
        _chunkTokens += tokenCount;
    }

    private Cut CutOpen(bool closesChunk)
    {
        var cut = new Cut(_seq, _offset, _open.ToString(), _openTokens, closesChunk);
        _offset += cut.Tokens.Length;
        _open.Clear();
        _openTokens = 0;
        if (closesChunk)
            BeginChunk();
        return cut;
    }

    private void BeginChunk()
    {
        // An empty chunk has room for any code point: options are at least 4, and no code point has more than 4 tokens.
        if (_chunkTokens == 0)
            throw new InvalidOperationException("The token counter says that a code point does not fit into an empty chunk.");
        _seq++;
        _chunkTokens = 0;
    }
}
