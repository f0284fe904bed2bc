using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedUserTests : UserContract<AnnouncedStorage, AnnouncedStore>;
