using Roundtable.Following;

namespace Roundtable.Tests.Contract;

public sealed class AnnouncedBundleTests : BundleContract<AnnouncedStorage, AnnouncedStore>;
