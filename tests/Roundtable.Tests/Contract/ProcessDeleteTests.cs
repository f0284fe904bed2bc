using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class ProcessDeleteTests : DeleteContract<ProcessStorage, FileStore>;
