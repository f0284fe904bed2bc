using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Roundtable.Edge.Wire;
using Roundtable.Following;

namespace Roundtable.Edge.Streaming;

/// <summary>Writes server-sent events straight into the response's buffer.</summary>
internal sealed class EventWriter(PipeWriter output)
{
    /// <summary>So many bytes are sent without waiting for more.</summary>
    private const int FlushedAtOnce = 16 * 1024;

    public void WriteRetry(TimeSpan pause)
    {
        output.Write("retry: "u8);
        Encoding.UTF8.GetBytes(((long)pause.TotalMilliseconds).ToString(CultureInfo.InvariantCulture), output);
        output.Write("\n"u8);
    }

    public void WriteKeepAlive() => output.Write(": keep-alive\n\n"u8);

    /// <summary>Whether an event was begun and not finished; then nothing else may follow.</summary>
    public bool IsInMidEvent { get; private set; }

    /// <summary>Whether so much has been written that it should be flushed before there is more.</summary>
    public bool IsFull => output.UnflushedBytes >= FlushedAtOnce;

    /// <summary>Writes an event, and waits for the reader in the middle of a long one.</summary>
    public async ValueTask WriteAsync(ServerEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Body is BundleShown bundle)
        {
            Write(happened.Id, bundle);
            return;
        }

        EventFormat.WriteId(output, happened.Id!);
        if (happened.Body is not (MessageBody or BundleBody { Blocks: not null }))
        {
            Write(happened.Name, happened.Body);
            return;
        }

        IsInMidEvent = true;
        EventFormat.Begin(output, happened.Name);
        if (happened.Body is MessageBody message)
            await MessageJson.WriteAsync(output, message, cancellationToken);
        else
            await MessageJson.WriteAsync(output, (BundleBody)happened.Body, cancellationToken);
        EventFormat.End(output);
        IsInMidEvent = false;
    }

    /// <summary>An event that is no place to come back to.</summary>
    public void Write(string name, object body) => EventFormat.Write(output, name, body);

    /// <summary>Returns when the reader has room for more: a slow one is waited for, and costs no memory.</summary>
    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    private void Write(string? id, BundleShown bundle)
    {
        if (id is null)
        {
            output.Write(BundleFrame.Of(bundle));
            return;
        }

        EventFormat.WriteId(output, id);
        output.Write(BundleFrame.WithoutId(bundle));
    }
}
