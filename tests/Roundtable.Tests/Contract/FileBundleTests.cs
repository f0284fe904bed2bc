using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileBundleTests : BundleContract<FileStorage, FileStore>;
