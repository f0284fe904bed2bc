using Roundtable.Bench.Filling;

namespace Roundtable.Bench.Scenarios;

/// <summary>W7: the first page of many conversations.</summary>
internal sealed class ListOf(BenchOptions options) : Requests(options)
{
    public override string Name => "list";

    public override string Summary =>
        "The first page of a user's conversations over HTTP, against that of a user with 100 of them.";

    public override string SizeOf => "conversations";

    protected override int[] Short => [5_000];

    protected override int[] Long => [10_000, 100_000];

    protected override async Task<string> FillAsync(StoreFiller filler, IConversationStore store, int size)
    {
        await filler.FillAsync(size, turns: 0, replyBundles: 0);
        return "/api/conversations";
    }
}
