namespace Roundtable.Edge.Access;

/// <summary>A user who is calling: their keys that are good, and what to cancel when one is revoked. Guarded by its ring.</summary>
internal sealed class CallingUser
{
    private readonly List<(ApiKey Key, CancellationTokenSource Revoked)> _keys = [];
    private int _revision;
    private bool _hasCalled;

    /// <summary>Requests that have not ended.</summary>
    public int Calls { get; set; }

    /// <summary>What is cancelled when the credential's key is revoked; null when it has no good one.</summary>
    public CancellationToken? Find(Credential credential)
    {
        _hasCalled = true;
        CancellationToken? found = null;

        // All of them are compared: how long it takes does not tell which one it is.
        foreach (var (key, revoked) in _keys)
            found = credential.Matches(key) ? revoked.Token : found;
        return found;
    }

    /// <summary>Takes what was read; what was read before something newer is no news.</summary>
    /// <returns>What is to be cancelled, once the ring is not held any more.</returns>
    public IReadOnlyList<CancellationTokenSource> Update(User user)
    {
        if (user.Revision < _revision)
            return [];
        _revision = user.Revision;
        var good = user.Keys.Where(key => key.RevokedAt is null).ToDictionary(key => key.Hash);
        var gone = _keys.Where(known => !good.Remove(known.Key.Hash)).ToList();
        _keys.RemoveAll(gone.Contains);
        _keys.AddRange(good.Values.Select(key => (key, new CancellationTokenSource())));
        return [.. gone.Select(known => known.Revoked)];
    }

    /// <summary>Whether there was a request since this was asked last, or is one.</summary>
    public bool TakeIsCalling()
    {
        var isCalling = _hasCalled || Calls > 0;
        _hasCalled = false;
        return isCalling;
    }
}
