using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class ProcessConcurrencyTests : ConcurrencyContract<ProcessStorage, FileStore>;
