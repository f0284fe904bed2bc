using System.Text.Json;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;

namespace Roundtable.Bench.Readers;

/// <summary>
/// Follows one message from its beginning to its end: how old each bundle is when it arrives, and whether text is missing
/// or comes twice.
/// </summary>
/// <param name="sinceCut">Ages of bundles whose text ends where a bundle of the script does, from the moment at which they were full.</param>
internal sealed class StampedReader(Latencies sinceCut)
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _missing;
    private int _expected;

    /// <summary>Ages of the same from the moment at which they were due: what the model itself came late is in it.</summary>
    public Latencies SinceDue { get; init; } = new();

    /// <summary>How long the text is, as its script has it; 0 when only the server knows.</summary>
    public int Length { get; init; }

    /// <summary>Whether what arrives is to be counted now.</summary>
    public Func<bool> IsCounting { get; init; } = () => true;

    /// <summary>Completes when the server has begun to answer.</summary>
    public Task Connected => _connected.Task;

    public long Bundles { get; private set; }

    /// <summary>Data of the bundles.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// Code units that did not arrive, by offsets, by the length that the end tells and by the script's; an end that did not come
    /// is one.
    /// </summary>
    public long Lost => _missing + Math.Max(0, Length - _expected) + (IsComplete ? 0 : 1);

    public long Twice { get; private set; }

    /// <summary>Whether the message's end has arrived, and was that of a whole reply.</summary>
    public bool IsComplete { get; private set; }

    public async Task ReadAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var events = await EventSocket.OpenAsync(server, path);
            while (!IsComplete && await events.ReadAsync(Take, cancellationToken))
                _connected.TrySetResult();
        }
        finally
        {
            // Whoever waits for it must not wait for ever.
            _connected.TrySetException(new IOException("The answer to a reader ended before its stream had begun."));
        }
    }

    /// <summary>Takes one event.</summary>
    public void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("complete"u8))
            TakeEnd(data);
        if (!name.SequenceEqual("bundle"u8))
            return;
        var (offset, length) = Read(data);
        Meet(offset);
        _expected = offset + length;
        Bundles++;
        Bytes += data.Length;
    }

    private void TakeEnd(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth > 1)
                continue;
            var (isLength, isReason) = (json.ValueTextEquals("length"u8), json.ValueTextEquals("finishReason"u8));
            json.Read();
            if (isLength)
                TakeLength(json.GetInt32());
            else if (isReason)
                IsComplete = json.ValueTextEquals("stop"u8);
        }
    }

    private void TakeLength(int length)
    {
        Meet(length);
        _expected = Math.Max(_expected, length);
    }

    /// <summary>What comes now begins here, or has ended here: what is between it and what came before is lost, or came twice.</summary>
    private void Meet(int offset)
    {
        _missing += Math.Max(0, offset - _expected);
        Twice += Math.Max(0, _expected - offset);
    }

    private (int Offset, int Length) Read(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data);
        var (offset, length) = (0, 0);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;
            var isOffset = json.ValueTextEquals("offset"u8);
            var isTokens = json.ValueTextEquals("tokens"u8);
            json.Read();
            if (isOffset)
                offset = json.GetInt32();
            if (!isTokens)
                continue;
            length = json.ValueSpan.Length;
            if (length >= Script.StampsLength && IsCounting())
                AddAges(json.ValueSpan[^Script.StampsLength..]);
        }

        return (offset, length);
    }

    private void AddAges(ReadOnlySpan<byte> stamps)
    {
        if (Stamp.AgeOf(stamps[^Stamp.Length..]) is not { } cut || Stamp.AgeOf(stamps[..Stamp.Length]) is not { } due)
            return;
        sinceCut.Add(cut);
        SinceDue.Add(due);
    }
}
