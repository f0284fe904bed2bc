using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileUserTests : UserContract<FileStorage, FileStore>;
