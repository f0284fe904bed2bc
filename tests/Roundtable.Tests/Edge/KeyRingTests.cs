using Roundtable.Edge.Access;
using Roundtable.Edge.Opening;
using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Edge;

/// <summary>Who is calling is looked at every second, also in the moment when somebody calls for the first time.</summary>
public sealed class KeyRingTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Who_enters_is_calling_before_anybody_looks_who_is()
    {
        var users = new UserFolder(_fixture.Sandbox.Data, TimeProvider.System);
        var before = users.AddKey(StreamFixture.User)!;
        var gate = new StoreGate();
        gate.Open(_fixture.Store);
        var ring = new KeyRing(gate);
        var earlier = (await ring.EnterAsync(CredentialOf(before), CancellationToken.None))!;
        users.Revoke(before.Reveal());
        var later = users.AddKey(StreamFixture.User)!;

        // The ring learns of the new key and that the earlier one is revoked; its call ends, and nobody else is calling yet.
        var looks = Task.CompletedTask;
        await using var ends = earlier.Caller.Revoked.Register(() =>
        {
            earlier.Dispose();
            looks = LookTwiceAsync(ring);
        });
        using var entered = await ring.EnterAsync(CredentialOf(later), CancellationToken.None);

        await looks;
        Assert.NotNull(entered);
    }

    private static async Task LookTwiceAsync(KeyRing ring)
    {
        for (var look = 0; look < 2; look++)
            await ring.RefreshAsync(CancellationToken.None);
    }

    private static Credential CredentialOf(ApiKeySecret key) => new(key.User, key.Matches);
}
