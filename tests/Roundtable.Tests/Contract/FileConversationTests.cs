using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileConversationTests : ConversationContract<FileStorage, FileStore>;
