using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class SqliteConversationStreamTests : ConversationStreamTests<DatabaseSandbox>;
