using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Requests;

/// <summary>Makes bundles of one reply durable, a record each; the chunks that they close get their files.</summary>
internal sealed class AppendBundles(StoreIndex index, ConversationEntry entry, IReadOnlyList<Bundle> bundles) : JournalRequest
{
    private readonly MessageId _reply = bundles[0].MessageId;
    private PreparedReply _before;

    public override bool BeginsWork => false;

    public override IReadOnlyList<JournalRecord> Prepare()
    {
        if (!entry.Prepared.Open.TryGetValue(_reply.Number, out var reply))
            throw new MessageNotOpenException(_reply);
        entry.Prepared.Open[_reply.Number] = reply.After(bundles);
        _before = reply;
        return [.. bundles.Select(bundle => new BundleRecord(bundle))];
    }

    public override void Revert() => entry.Prepared.Open[_reply.Number] = _before;

    public override void Apply(IFileQueue files) =>
        index
            .Find(entry.Id.User)!
            .Apply(
                entry,
                visible =>
                {
                    var reply = visible.Open[_reply.Number];
                    foreach (var bundle in bundles)
                    {
                        // Inside the gate: who sees that a chunk is closed finds its file.
                        foreach (var chunk in reply.Append(bundle))
                            files.Add(new StoredFile(StoreLayout.Chunk(chunk), ChunkFile.Encode(chunk)));
                        visible.Grow(bundle.Tokens.Length);
                    }
                }
            );
}
