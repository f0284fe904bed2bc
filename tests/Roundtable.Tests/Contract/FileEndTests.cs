using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileEndTests : EndContract<FileStorage, FileStore>;
