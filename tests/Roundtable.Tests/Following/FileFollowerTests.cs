using Roundtable.Files;
using Roundtable.Tests.Contract;

namespace Roundtable.Tests.Following;

public sealed class FileFollowerTests : FollowerContract<FileStorage, FileStore>;
