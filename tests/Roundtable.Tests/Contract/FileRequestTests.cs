using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileRequestTests : RequestContract<FileStorage, FileStore>;
