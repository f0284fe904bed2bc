using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileReadingTests : ReadingContract<FileStorage, FileStore>;
