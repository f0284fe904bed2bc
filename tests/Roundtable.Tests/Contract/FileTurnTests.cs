using Roundtable.Files;

namespace Roundtable.Tests.Contract;

public sealed class FileTurnTests : TurnContract<FileStorage, FileStore>;
