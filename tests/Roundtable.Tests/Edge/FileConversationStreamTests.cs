using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class FileConversationStreamTests : ConversationStreamTests<FolderSandbox>;
