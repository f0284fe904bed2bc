using Roundtable.Edge.Opening;

namespace Roundtable.Edge.Access;

/// <summary>
/// The keys of the users who are calling. Others add and revoke keys beside the server; <see cref="RefreshAsync"/>, every
/// second, is how it notices.
/// </summary>
internal sealed class KeyRing(StoreGate gate)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UserId, CallingUser> _users = [];

    /// <summary>Somebody is calling until the result is disposed; null when the credential is nobody's, or is revoked.</summary>
    public async ValueTask<Call?> EnterAsync(Credential credential, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (TryEnter(credential) is { } known)
                return known;
        }

        // It may be a key that was made just now.
        if (await gate.Store.FindUserAsync(credential.User, cancellationToken) is not { } user)
            return null;
        IReadOnlyList<CancellationTokenSource> revoked;
        Call? call;
        lock (_lock)
        {
            // In one go: between both, a look at who is calling would forget who has only come to call.
            _users.TryAdd(user.Id, new CallingUser());
            revoked = _users[user.Id].Update(user);
            call = TryEnter(credential);
        }

        Cancel(revoked);
        return call;
    }

    /// <summary>Looks at the keys of everybody who is calling, and forgets who has not called since the last time.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var id in TakeCalling())
        {
            if (await gate.Store.FindUserAsync(id, cancellationToken) is not { } user)
                continue;
            IReadOnlyList<CancellationTokenSource> revoked;
            lock (_lock)
                revoked = _users.TryGetValue(id, out var calling) ? calling.Update(user) : [];
            Cancel(revoked);
        }
    }

    private static void Cancel(IEnumerable<CancellationTokenSource> revoked)
    {
        foreach (var key in revoked)
            key.Cancel();
    }

    private Call? TryEnter(Credential credential) =>
        _users.TryGetValue(credential.User, out var calling) && calling.Find(credential) is { } revoked
            ? new Call(this, calling, new Caller(credential.User, revoked))
            : null;

    private List<UserId> TakeCalling()
    {
        lock (_lock)
        {
            foreach (var (id, calling) in _users)
            {
                if (!calling.TakeIsCalling())
                    _users.Remove(id);
            }

            return [.. _users.Keys];
        }
    }

    /// <summary>One request, however long it lasts.</summary>
    internal sealed class Call : IDisposable
    {
        private readonly KeyRing _ring;
        private readonly CallingUser _user;

        public Call(KeyRing ring, CallingUser user, Caller caller)
        {
            (_ring, _user, Caller) = (ring, user, caller);
            user.Calls++;
        }

        public Caller Caller { get; }

        public void Dispose()
        {
            lock (_ring._lock)
                _user.Calls--;
        }
    }
}
