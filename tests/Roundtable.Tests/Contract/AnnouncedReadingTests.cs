using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedReadingTests : ReadingContract<AnnouncedStorage, AnnouncedStore>;
