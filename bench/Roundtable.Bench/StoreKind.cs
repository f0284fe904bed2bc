namespace Roundtable.Bench;

/// <summary>The stores that can be measured. Another one is a member here, a line in <c>StoreOpening</c> and one in <c>HostCommand</c>.</summary>
internal enum StoreKind
{
    Files,
    Sqlite,
}
