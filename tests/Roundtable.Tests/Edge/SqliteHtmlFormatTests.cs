using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

public sealed class SqliteHtmlFormatTests : HtmlFormatTests<DatabaseSandbox>;
