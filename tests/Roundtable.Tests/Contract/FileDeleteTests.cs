using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileDeleteTests : DeleteContract<FileStorage, FileStore>;
