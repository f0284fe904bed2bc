using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedSearchTests : SearchContract<AnnouncedStorage, AnnouncedStore>;
