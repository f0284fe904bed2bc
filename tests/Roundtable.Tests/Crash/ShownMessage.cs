using System.Text;

namespace Roundtable.Tests.Crash;

/// <summary>What anybody has been shown of one message. All who look at it must be shown the same.</summary>
internal sealed class ShownMessage(string id)
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public string Id => id;

    /// <summary>The longest text that any reader has had.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
                return _text.ToString();
        }
    }

    /// <summary>Why it ended; null when no reader has seen an end.</summary>
    public string? Finish { get; private set; }

    /// <summary>Where a reader who has all of <see cref="Text"/> goes on; null when none has it from the message's own stream.</summary>
    public string? LastId { get; private set; }

    /// <summary>Whether <see cref="LastId"/> is beyond the end.</summary>
    public bool LastIsEnd { get; private set; }

    public void Show(int offset, string text, string? cursor)
    {
        lock (_gate)
        {
            Assert.True(offset <= _text.Length, $"{id}: text was skipped between {_text.Length} and {offset}.");
            var known = _text.ToString(offset, Math.Min(text.Length, _text.Length - offset));
            Assert.True(
                text.StartsWith(known, StringComparison.Ordinal),
                $"{id}: '{known}' was shown at {offset}, now '{text}'."
            );
            Assert.True(Finish is null || known.Length == text.Length, $"{id}: text was shown after its end.");
            if (known.Length < text.Length)
                LastId = null;
            _text.Append(text.AsSpan(known.Length));
            if (offset + text.Length == _text.Length && !LastIsEnd)
                LastId = cursor ?? LastId;
        }
    }

    public void End(string finish, int length, string? cursor)
    {
        lock (_gate)
        {
            Assert.True(Finish is null || Finish == finish, $"{id}: ended {Finish}, now {finish}.");
            Assert.True(_text.Length == length, $"{id}: ended at {length}, shown were {_text.Length}.");
            Finish = finish;
            if (cursor is not null)
                (LastId, LastIsEnd) = (cursor, true);
        }
    }
}
