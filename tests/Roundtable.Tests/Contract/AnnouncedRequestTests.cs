using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedRequestTests : RequestContract<AnnouncedStorage, AnnouncedStore>;
