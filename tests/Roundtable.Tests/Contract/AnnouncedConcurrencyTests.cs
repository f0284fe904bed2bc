using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedConcurrencyTests : ConcurrencyContract<AnnouncedStorage, AnnouncedStore>;
