using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileListTests : ListContract<FileStorage, FileStore>;
