using Roundtable.Sqlite.Verification;
using Roundtable.Tests.Moving;

namespace Roundtable.Tests.Databases;

/// <summary>
/// What a repair costs grows with what is lost, and not with its square: a conversation is read a few times, whatever there is
/// to settle in it.
/// </summary>
public sealed class ManyLossesTests(ITestOutputHelper output)
{
    private const int Length = 400;
    private const int Few = 40;
    private const int Many = 340;

    /// <summary>A row is set aside, deleted, and noted as lost, and what is left is read again.</summary>
    private const int StepsPerLossMax = 1_500;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Damages =>
        new()
        {
            {
                "chunks altered",
                "update chunk set tokens = 'No' where message_id = 'us01-co01-ms02' and seq between 2 and 1 + {0}"
            },
            { "chunks gone", "delete from chunk where message_id = 'us01-co01-ms02' and seq between 2 and 1 + {0}" },
            {
                "messages altered",
                "update chunk set tokens = 'No' where message_id in (select id from message where number between 4 and 3 + {0})"
            },
            {
                "text of messages gone",
                "delete from chunk where message_id in (select id from message where number between 4 and 3 + {0})"
            },
            {
                "messages gone",
                """
                    delete from chunk where message_id in (select id from message where number between 4 and 3 + {0});
                    delete from message where number between 4 and 3 + {0}
                    """
            },
            { "facts altered", "update conversation_revision set title = 'No' where revision between 2 and 1 + {0}" },
            {
                "facts altered, and the newest",
                """
                    update conversation_revision set title = 'No' where revision > 400 - {0};
                    update conversation set title = 'No'
                    """
            },
            { "facts gone", "delete from conversation_revision where revision between 2 and 1 + {0}" },
            { "profiles altered", "update user_revision set name = 'No' where revision between 2 and 1 + {0}" },
            { "profiles gone", "delete from user_revision where revision between 2 and 1 + {0}" },
        };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_loss_costs_the_same_among_few_and_among_many(string what, string damage)
    {
        var (few, many) = (await RepairAsync(damage, Few), await RepairAsync(damage, Many));

        var each = (many - few) / (Many - Few);
        output.WriteLine($"{what}: {few} steps for {Few}, {many} for {Many}: {each} for each.");
        Assert.InRange(each, long.MinValue, StepsPerLossMax);
    }

    /// <summary>Steps that it takes to repair so much damage.</summary>
    private static async Task<long> RepairAsync(string damage, int count)
    {
        await using var store = MovingStore.Database();
        await LongHistory.WriteAsync(store, Length);
        store.Delete();
        SqliteShell.Run(store.Path, damage.Replace("{0}", $"{count}", StringComparison.Ordinal));
        using var steps = new EngineSteps(store.Path);

        var summary = await new SqliteRepair(store.Path, TimeProvider.System).RepairAsync(progress: null, Cancelled);

        Assert.Empty(summary.After.Damage);
        Assert.Equal(count, summary.After.KnownLosses.Count);
        Assert.Equal(count, summary.Settled.Count);
        return steps.Taken;
    }
}
