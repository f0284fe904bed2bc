using Roundtable.Bench.Filling;

namespace Roundtable.Bench.Scenarios;

/// <summary>W6: the newest page of a long conversation.</summary>
internal sealed class Pages(BenchOptions options) : Requests(options)
{
    public override string Name => "pages";

    public override string Summary =>
        "The newest 50 messages of a conversation over HTTP, against those of a conversation of 100 messages.";

    public override string SizeOf => "messages";

    protected override int[] Short => [5_000];

    protected override int[] Long => [10_000, 100_000];

    protected override async Task<string> FillAsync(StoreFiller filler, IConversationStore store, int size)
    {
        var user = await store.AddUserAsync("Bench", CancellationToken.None);
        var id = await filler.CreateAsync(user.Id, "Long");
        await filler.SayAsync(id, size);
        return $"/api/conversations/{id}/messages?order=desc&limit=50";
    }
}
