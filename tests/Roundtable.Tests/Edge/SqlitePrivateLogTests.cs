using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class SqlitePrivateLogTests : PrivateLogTests<DatabaseSandbox>
{
    private protected override string Wrote => "Wrote chunk 1 of us01-co01-ms02";
}
