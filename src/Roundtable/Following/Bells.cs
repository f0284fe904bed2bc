using System.Collections.Concurrent;

namespace Roundtable.Following;

/// <summary>A bell for each thing that somebody listens for, and none for the others.</summary>
internal sealed class Bells<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (Bell Bell, int Listeners)> _bells = new();

    public void Ring(TKey key, bool isChange = true)
    {
        if (_bells.TryGetValue(key, out var shared))
            shared.Bell.Ring(isChange);
    }

    /// <summary>Listens until disposed; whoever listens first and reads storage then misses nothing.</summary>
    public BellListening Listen(TKey key)
    {
        var (bell, _) = _bells.AddOrUpdate(
            key,
            static _ => (new Bell(), 1),
            static (_, shared) => (shared.Bell, shared.Listeners + 1)
        );
        return new BellListening(bell, () => Leave(key));
    }

    private void Leave(TKey key)
    {
        while (_bells.TryGetValue(key, out var shared))
        {
            var isDone =
                shared.Listeners == 1
                    ? _bells.TryRemove(new KeyValuePair<TKey, (Bell, int)>(key, shared))
                    : _bells.TryUpdate(key, (shared.Bell, shared.Listeners - 1), shared);
            if (isDone)
                return;
        }
    }
}
