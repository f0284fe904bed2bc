using Roundtable.Files.Journaling;

namespace Roundtable.Bench.Stores;

/// <summary>A bundle that becomes durable in the journal and nothing else: no reply grows by it, and no chunk's file comes of it.</summary>
internal sealed class JournalRequestAlone(Bundle bundle) : JournalRequest
{
    public override bool BeginsWork => false;

    public override IReadOnlyList<JournalRecord> Prepare() => [new BundleRecord(bundle)];

    public override void Revert() { }

    public override void Apply(IFileQueue files) { }
}
