using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Requests;

/// <summary>Makes a bundle durable; the chunks that it closes get their files.</summary>
internal sealed class AppendBundle(StoreIndex index, ConversationEntry entry, Bundle bundle) : JournalRequest
{
    private PreparedReply _before;

    public override bool BeginsWork => false;

    public override JournalRecord Prepare()
    {
        var number = bundle.MessageId.Number;
        if (!entry.Prepared.Open.TryGetValue(number, out var reply))
            throw new MessageNotOpenException(bundle.MessageId);
        if (!reply.IsContinuedBy(bundle))
            throw new InvalidOperationException(
                $"The bundle at {bundle.Offset} of chunk {bundle.Seq} does not continue message {bundle.MessageId}."
            );

        _before = reply;
        entry.Prepared.Open[number] = reply.After(bundle);
        return new BundleRecord(bundle);
    }

    public override void Revert() => entry.Prepared.Open[bundle.MessageId.Number] = _before;

    public override void Apply(IFileQueue files)
    {
        IReadOnlyList<MessageChunk> closed = [];
        index
            .Find(entry.Id.User)!
            .Apply(
                entry,
                visible =>
                {
                    closed = visible.Open[bundle.MessageId.Number].Append(bundle);
                    visible.Grow(bundle.Tokens.Length);
                    // Inside the gate: who sees that a chunk is closed finds its file.
                    foreach (var chunk in closed)
                        files.Add(new StoredFile(StoreLayout.Chunk(chunk), ChunkFile.Encode(chunk)));
                }
            );
    }
}
