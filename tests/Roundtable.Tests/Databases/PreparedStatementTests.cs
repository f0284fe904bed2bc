using Roundtable.Sqlite.Engine;

namespace Roundtable.Tests.Databases;

/// <summary>What is prepared once is compiled once.</summary>
public sealed class PreparedStatementTests
{
    private const string SelectSome = """
        select id
        from message
        where conversation_id = $conversation_id and number > $after
        order by number
        limit $limit
        """;

    [Fact]
    public async Task A_statement_is_not_compiled_again_for_other_values()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        using var database = Database.OpenToRead(fixture.File);

        for (var limit = 1; limit < 5; limit++)
        {
            using var rows = database.Prepare(SelectSome).Bind("us01-co01").Bind(limit).Bind(limit);
            while (rows.Read()) { }
        }

        Assert.Equal(0, database.Prepare(SelectSome).CompiledAgain);
    }
}
