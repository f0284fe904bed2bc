namespace Roundtable.Edge.Rendering;

/// <summary>
/// Renders each step of each message once, however many follow it. What was rendered is kept for as long as there is room, the
/// least recently used leaving first.
/// </summary>
/// <param name="sizeBytesMax">Default 16 MiB, by estimate.</param>
internal sealed class SharedRenderings(LiveRenderer renderer, long sizeBytesMax = 16 * 1024 * 1024)
{
    private const long OverheadBytes = 300;
    private readonly Lock _gate = new();
    private readonly Dictionary<RenderStep, LinkedListNode<(RenderStep Step, Rendering Value)>> _known = [];
    private readonly LinkedList<(RenderStep Step, Rendering Value)> _byUse = [];
    private long _sizeBytes;

    /// <summary>How much it holds; never more than its bound.</summary>
    public long SizeBytes
    {
        get
        {
            lock (_gate)
                return _sizeBytes;
        }
    }

    /// <summary>All of a message as it stands.</summary>
    public Rendering Begin(Message message) =>
        // What is damaged may be mended under the same id and length.
        message.Damaged.Count > 0
        || message.Tag == 0
            ? OfWhole(message.Content)
            : Get(new RenderStep(message.Id, message.Tag, -1, message.Length), () => OfWhole(message.Content));

    /// <summary>A reader who comes back with so much of a message.</summary>
    public RenderState Resume(Message message, int offset) =>
        Get(
            new RenderStep(message.Id, message.Tag, RenderStep.Return, offset),
            () => new Rendering(renderer.Resume(message.Content[..Math.Min(offset, message.Length)]), null)
        ).State;

    /// <summary>A bundle more. Which blocks a reader has, and how, matters at the end alone: whoever follows shares this.</summary>
    public Rendering Advance(MessageId id, ulong tag, RenderState state, string tokens)
    {
        var step = new RenderStep(id, tag, state.Offset, state.Offset + tokens.Length)
        {
            Boundary = state.Boundary,
            Count = state.Count,
            QuietUntil = state.QuietUntil,
            Targets = state.Targets,
        };
        var rendered = Get(
            step,
            () =>
            {
                var (next, blocks) = renderer.Advance(state, tokens);
                return new Rendering(next, blocks) { After = state.Closed };
            }
        );
        return rendered.For(state);
    }

    /// <summary>What later text has changed; null: nothing.</summary>
    public RenderedBlocks? End(RenderState state, Message message) =>
        LiveRenderer.End(state, message.Content, Begin(message).Blocks!.Html);

    private Rendering OfWhole(string text)
    {
        var (state, html) = renderer.Begin(text);
        return new Rendering(state, new RenderedBlocks(0, html));
    }

    private Rendering Get(RenderStep step, Func<Rendering> render)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(step, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Value;
            }
        }

        // Two who come at once both render: nobody waits for anybody.
        var rendered = render();
        Keep(step, rendered);
        return rendered;
    }

    private void Keep(RenderStep step, Rendering rendered)
    {
        if (SizeOf(rendered) > sizeBytesMax)
            return;
        lock (_gate)
        {
            if (!_known.TryAdd(step, _byUse.AddFirst((step, rendered))))
            {
                _byUse.RemoveFirst();
                return;
            }

            _sizeBytes += SizeOf(rendered);
            while (_sizeBytes > sizeBytesMax)
            {
                var oldest = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _known.Remove(oldest.Step);
                _sizeBytes -= SizeOf(oldest.Value);
            }
        }
    }

    private static long SizeOf(Rendering rendering) =>
        OverheadBytes + (4L * rendering.State.Open.Length) + (rendering.Blocks?.SizeBytes ?? 0);
}
