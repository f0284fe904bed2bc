using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedListTests : ListContract<AnnouncedStorage, AnnouncedStore>;
