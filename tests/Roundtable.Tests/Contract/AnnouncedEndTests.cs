using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedEndTests : EndContract<AnnouncedStorage, AnnouncedStore>;
