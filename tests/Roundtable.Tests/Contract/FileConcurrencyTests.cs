using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileConcurrencyTests : ConcurrencyContract<FileStorage, FileStore>;
