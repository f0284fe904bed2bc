using Roundtable.Files.Sealing;
using Roundtable.Moving;

namespace Roundtable.Files.Moving;

/// <summary>
/// Writes a conversation's messages in the sealed form, which takes one file where the loose form takes one for each chunk.
/// From the first message on that is open, or too large to hold, all are loose; the server seals them when they are quiet.
/// </summary>
/// <param name="seals">The last message that is in a sealed file already, and how many sealed files there are.</param>
/// <param name="isLoose">Whether there are loose files already, so that more of them follow.</param>
internal sealed class MessageFolding(ConversationId id, CopiedFiles files, (int Through, int Count) seals, bool isLoose)
{
    private const int SizeBytesMax = 4 * 1024 * 1024;
    private readonly List<IReadOnlyList<SealedLine>> _whole = [];
    private List<SealedLine> _message = [];
    private long _sizeBytes;
    private int _last = seals.Through;
    private int _sealCount = seals.Count;
    private bool _isLoose = isLoose;

    public void Add(StoredRecord record)
    {
        var chunk = record.Chunk!;
        var continues = _message.Count > 0 && _message[0].Chunk.MessageId == chunk.MessageId;
        var isNext = _message.Count == 0 && chunk.MessageId.Number == _last + 1 && (chunk.Seq == 0 || chunk.AuthorId is not null);
        if (!continues && !isNext)
            Loosen();
        if (_isLoose)
        {
            files.Write(StoreLayout.Chunk(chunk), record.Line.ToArray());
            return;
        }

        _message.Add(new SealedLine(chunk, record.Line.ToArray()));
        _sizeBytes += record.Line.Length;
        if (chunk.Status == MessageStatus.Complete)
            Close(chunk.MessageId.Number);
        else if (_sizeBytes > 2 * SizeBytesMax)
            Loosen();
    }

    /// <summary>Nothing more follows.</summary>
    public void Finish()
    {
        Seal();
        if (_message.Count > 0)
            Loosen();
    }

    private void Close(int number)
    {
        _whole.Add(_message);
        (_message, _last) = ([], number);
        if (_sizeBytes >= SizeBytesMax)
            Seal();
    }

    private void Loosen()
    {
        Seal();
        foreach (var line in _message)
            files.Write(StoreLayout.Chunk(line.Chunk), line.Bytes);
        _message.Clear();
        _isLoose = true;
    }

    private void Seal()
    {
        if (_whole.Count == 0)
            return;
        var first = _whole[0][0].Chunk.MessageId.Number;
        var head = new SealHead
        {
            ConversationId = id.ToString(),
            Seal = ++_sealCount,
            First = first,
            Last = first + _whole.Count - 1,
            Format = SealedFormat.Newest,
        };
        files.Write(StoreLayout.Sealed(id, head.Seal), SealWriter.Encode(head, _whole));
        _whole.Clear();
        _sizeBytes = _message.Sum(line => (long)line.Bytes.Length);
    }
}
