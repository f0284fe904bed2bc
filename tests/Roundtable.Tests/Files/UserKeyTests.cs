using Roundtable.Files;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Files;

/// <summary>Keys in the revisions of a profile: none is lost, and none comes back after it was revoked.</summary>
public sealed class UserKeyTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();
    private readonly UserFolder _folder;
    private readonly UserId _user;

    public UserKeyTests()
    {
        _folder = new UserFolder(_sandbox.Data, TimeProvider.System);
        _user = _folder.Add("Ada").Id;
    }

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void A_key_is_known_by_its_hash_alone()
    {
        var secret = _folder.AddKey(_user)!;

        var kept = Assert.Single(_folder.Find(_user)!.Keys);
        Assert.True(ApiKeySecret.TryParse(secret.Reveal(), out var read));
        Assert.True(read.Matches(kept));
        Assert.False(ApiKeySecret.Create(_user).Matches(kept));
        Assert.DoesNotContain("rt_", $"{secret}{kept}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_added_and_revoked_from_two_sides_at_once_are_all_there()
    {
        var revoked = _folder.AddKey(_user)!;
        var beside = new UserFolder(_sandbox.Data, TimeProvider.System);
        var added = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i => Task.Run(() => (i % 2 == 0 ? beside : _folder).AddKey(_user)!))
                .Append(
                    Task.Run(() =>
                    {
                        beside.Revoke(revoked.Reveal());
                        return revoked;
                    })
                )
        );

        var keys = _folder.Find(_user)!.Keys;
        Assert.Equal(
            added.Select(key => key.Hash).Order(StringComparer.Ordinal),
            keys.Select(key => key.Hash).Order(StringComparer.Ordinal)
        );
        Assert.True(revoked.Matches(Assert.Single(keys, key => key.RevokedAt is not null)));
    }

    [Fact]
    public void A_revoked_key_stays_revoked_when_a_revision_below_is_damaged()
    {
        var secret = _folder.AddKey(_user)!;
        _folder.Revoke(secret.Reveal());
        Damage("users/us01/user-r02.json");

        Assert.NotNull(Assert.Single(_folder.Find(_user)!.Keys).RevokedAt);
    }

    [Fact]
    public void No_key_counts_while_the_newest_revision_cannot_be_read_until_a_new_one_is_made()
    {
        _folder.Revoke(_folder.AddKey(_user)!.Reveal());
        Damage("users/us01/user-r03.json");
        Assert.Equal(("Ada", 0), (_folder.Find(_user)!.Name, _folder.Find(_user)!.Keys.Count));

        var secret = _folder.AddKey(_user)!;

        Assert.True(secret.Matches(Assert.Single(_folder.Find(_user)!.Keys)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("us01")]
    [InlineData("us01-000000000000")]
    [InlineData("us99-000000000000")]
    [InlineData("../us01-0")]
    public void A_key_that_nobody_has_is_not_revoked(string key)
    {
        _folder.AddKey(_user);

        Assert.Null(_folder.Revoke(key));
        Assert.Equal(2, _folder.Find(_user)!.Revision);
    }

    private void Damage(string path)
    {
        var bytes = File.ReadAllBytes(_sandbox.PathOf(path));
        bytes[20] ^= 1;
        using (var file = File.OpenWrite(_sandbox.PathOf(path)))
            file.Write(bytes);
        _sandbox.ExpectDamaged(path);
    }
}
