using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedDeleteTests : DeleteContract<AnnouncedStorage, AnnouncedStore>;
