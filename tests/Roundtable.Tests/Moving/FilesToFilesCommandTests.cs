namespace Roundtable.Tests.Moving;

public sealed class FilesToFilesCommandTests() : MovingCommandTests("files", "files");
