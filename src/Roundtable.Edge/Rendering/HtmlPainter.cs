using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;
using Roundtable.Following;
using Roundtable.Reading;

namespace Roundtable.Edge.Rendering;

/// <summary>Adds to the events of one stream what is ready to be shown. It knows what its reader has of each message.</summary>
internal sealed class HtmlPainter(SharedRenderings renderings, MessageReader reader)
{
    private readonly Dictionary<MessageId, (ulong Tag, RenderState State)> _known = [];

    public ValueTask<ServerEvent> PaintAsync(ServerEvent plain, FollowEvent? happened, CancellationToken cancellationToken) =>
        happened switch
        {
            MessageShown shown => ValueTask.FromResult(Paint(plain, shown)),
            BundleShown bundle => PaintAsync(plain, bundle, cancellationToken),
            MessageEnded ended => PaintAsync(plain, ended, cancellationToken),
            _ => ValueTask.FromResult(plain),
        };

    private ServerEvent Paint(ServerEvent plain, MessageShown shown)
    {
        var rendered = renderings.Begin(shown.Message);
        if (shown.Message.Role == MessageRole.Agent)
            _known[shown.Message.Id] = (shown.Message.Tag, rendered.State);
        return plain with { Body = (MessageBody)plain.Body with { Html = rendered.Blocks!.Html } };
    }

    private async ValueTask<ServerEvent> PaintAsync(ServerEvent plain, BundleShown bundle, CancellationToken cancellationToken)
    {
        var id = bundle.Cursor.Id;
        if (!_known.TryGetValue(id, out var known) || known.State.Offset != bundle.Offset)
        {
            // Its reader came back with a cursor, or asked from an offset on.
            if (await reader.ReadAsync(id, cancellationToken) is not { } message)
                return plain;
            known = (message.Tag, renderings.Resume(message, bundle.Offset));
        }

        var rendered = renderings.Advance(id, known.Tag, known.State, bundle.Tokens);
        _known[id] = (known.Tag, rendered.State);
        var body = BundleBody.From(bundle) with { Blocks = BlocksBody.Of(rendered.Blocks) };
        return plain with { Id = plain.Id ?? bundle.Cursor.ToString(), Body = body };
    }

    private async ValueTask<ServerEvent> PaintAsync(ServerEvent plain, MessageEnded ended, CancellationToken cancellationToken)
    {
        var id = ended.Cursor.Id;
        var isKnown = _known.Remove(id, out var known);
        if (await reader.ReadAsync(id, cancellationToken) is not { } message)
            return plain;
        var state = isKnown ? known.State : renderings.Resume(message, ended.Cursor.Offset);
        var blocks = BlocksBody.Of(renderings.End(state, message));
        return blocks is null ? plain : plain with { Body = (MessageBody)plain.Body with { Blocks = blocks } };
    }
}
