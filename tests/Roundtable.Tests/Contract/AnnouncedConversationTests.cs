using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedConversationTests : ConversationContract<AnnouncedStorage, AnnouncedStore>;
