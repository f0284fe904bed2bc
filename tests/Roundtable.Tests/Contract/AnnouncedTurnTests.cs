using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedTurnTests : TurnContract<AnnouncedStorage, AnnouncedStore>;
