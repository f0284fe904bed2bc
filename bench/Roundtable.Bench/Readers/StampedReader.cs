using System.Text.Json;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;

namespace Roundtable.Bench.Readers;

/// <summary>
/// Follows one message from its beginning to its end: how old each bundle is when it arrives, and whether text is missing
/// or comes twice.
/// </summary>
internal sealed class StampedReader(Latencies latencies)
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _expected;

    /// <summary>Whether what arrives is to be counted now.</summary>
    public Func<bool> IsCounting { get; init; } = () => true;

    /// <summary>Completes when the server has begun to answer.</summary>
    public Task Connected => _connected.Task;

    public long Bundles { get; private set; }

    /// <summary>Data of the bundles.</summary>
    public long Bytes { get; private set; }

    public long Lost { get; private set; }

    public long Twice { get; private set; }

    public bool IsComplete { get; private set; }

    public async Task ReadAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        using var events = await EventSocket.OpenAsync(server, path);
        while (!IsComplete && await events.ReadAsync(Handle, cancellationToken))
            _connected.TrySetResult();
    }

    private void Handle(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("complete"u8))
            IsComplete = true;
        if (!name.SequenceEqual("bundle"u8))
            return;
        var (offset, length) = Read(data);
        if (offset > _expected)
            Lost += offset - _expected;
        if (offset < _expected)
            Twice += _expected - offset;
        _expected = offset + length;
        Bundles++;
        Bytes += data.Length;
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
            if (length >= Stamp.Length && IsCounting() && Stamp.AgeOf(json.ValueSpan[^Stamp.Length..]) is { } age)
                latencies.Add(age);
        }

        return (offset, length);
    }
}
