using System.Text.Json;
using System.Text.RegularExpressions;
using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Databases;

/// <summary>What <c>docs/sqlite-migration.md</c> says of tables, keys and columns is what <c>schema.sql</c> makes.</summary>
public sealed partial class DocumentedTablesTests : IAsyncLifetime
{
    /// <summary>What is in no file: facts about the database itself, and the index.</summary>
    private static readonly string[] Own = ["meta", "volume", "passage"];

    private DatabaseFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await DatabaseFixture.CreateSmallAsync();

    public ValueTask DisposeAsync()
    {
        _fixture.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_table_is_in_the_manual_with_its_key_and_no_other_is()
    {
        var documented = new List<string>();
        foreach (var cells in Repository.Lines("docs/sqlite-migration.md").Select(line => line.Split('|')))
        {
            if (cells is not [_, _, var tables, var key, _] || !Quoted().IsMatch(key))
                continue;
            var named = Names(tables);
            documented.AddRange(named);
            Assert.All(Names(key), column => Assert.Contains(column, ColumnsOf(named[^1]).Union(ColumnsOf(named[0]))));
        }

        Assert.Equal(
            SqliteShell
                .Run(
                    _fixture.File,
                    """
                    select name
                    from pragma_table_list
                    where schema = 'main' and type = 'table' and name not like 'sqlite_%'
                    """
                )
                .Except(Own)
                .Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("chunk", "chunk")]
    [InlineData("conversation", "conversation")]
    [InlineData("user", "user")]
    [InlineData("request", "request")]
    public void Columns_have_the_names_of_the_members(string schema, string table)
    {
        var columns = ColumnsOf(table);
        var members = Members(schema).Where(member => member != "format").Select(Column).ToList();

        Assert.True(members.Count > 5, $"{schema} has only {members.Count} members.");
        Assert.Empty(members.Except(columns));

        string Column(string member) =>
            member switch
            {
                // A record's own id is the row's.
                _ when member == table + "Id" => "id",
                // The user's change number of the facts; that of the conversation has them and its messages.
                "change" when table == "conversation" => "facts_change",
                "error" => "error_code",
                _ => Capital().Replace(member, found => "_" + found.Value.ToLowerInvariant()),
            };
    }

    private static IEnumerable<string> Members(string schema)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, $"docs/schemas/{schema}.schema.json"));
        var root = JsonSerializer.Deserialize<JsonElement>(text);
        var forms = root.TryGetProperty("oneOf", out _)
            ? root.GetProperty("definitions").EnumerateObject().Select(form => form.Value)
            : [root];
        return forms
            .Where(form => form.TryGetProperty("properties", out var members) && members.TryGetProperty("checksum", out _))
            .SelectMany(form => form.GetProperty("properties").EnumerateObject())
            .Select(member => member.Name)
            .Distinct();
    }

    private IReadOnlyList<string> ColumnsOf(string table) =>
        SqliteShell.Run(_fixture.File, $"select name from pragma_table_info('{table}')");

    private static List<string> Names(string cell) => [.. Quoted().Matches(cell).Select(found => found.Groups[1].Value)];

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
