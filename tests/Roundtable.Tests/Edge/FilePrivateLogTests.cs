using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class FilePrivateLogTests : PrivateLogTests<FolderSandbox>
{
    private protected override string Wrote => "Wrote 'users/us01/data/conversations/messages/us01-co01-ms02-001.json'";
}
