using Roundtable.Following;
using Roundtable.Tests.Contract;

namespace Roundtable.Tests.Following;

public sealed class AnnouncedFollowerTests : FollowerContract<AnnouncedStorage, AnnouncedStore>;
