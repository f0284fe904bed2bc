using Roundtable.Sqlite;

namespace Roundtable.Tests.Contract;

public sealed class SqliteConversationTests : ConversationContract<SqliteStorage, SqliteStore>;
