using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileSearchTests : SearchContract<FileStorage, FileStore>;
