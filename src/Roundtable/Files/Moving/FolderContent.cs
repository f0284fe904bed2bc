using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Files.Verification;
using Roundtable.Moving;

namespace Roundtable.Files.Moving;

/// <summary>All that a data folder holds, also beside the process that serves it.</summary>
/// <param name="isServed">Whether somebody else may change it while it is read.</param>
/// <param name="isUnfinished">Whether messages without an end are none that have lost it.</param>
internal sealed class FolderContent(IDisk disk, string folder, bool isServed, bool isUnfinished) : IContentView
{
    /// <summary>What is found wrong so many times in a row, each time with names listed anew, is damaged and no change.</summary>
    private const int AttemptsMax = 4;

    private readonly Lock _lock = new();
    private FolderContent? _whole;
    private UserNames? _names;
    private KnownLosses? _losses;
    private (StoreUnit Unit, int Attempts) _suspected;

    /// <summary>Forgets the names: what is there has been written since.</summary>
    public void Forget() => (_names, _losses) = (null, null);

    /// <summary>The names of a user.</summary>
    public UserNames NamesOf(UserId user)
    {
        lock (_lock)
            return _names?.User == user ? _names : _names = _whole?.NamesOf(user) ?? UserNames.Read(disk, folder, user);
    }

    /// <summary>The same for one more thread, which lists no names again as long as all read the same user's.</summary>
    public FolderContent OpenView() => new(disk, folder, isServed, isUnfinished) { _whole = this };

    /// <summary>A view holds nothing open.</summary>
    public void Dispose() { }

    public ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Users().Sum(user => 1 + CountConversations(user)));

    public IAsyncEnumerable<StoreUnit> ListUnitsAsync(CancellationToken cancellationToken)
    {
        Forget();
        return Units().ToAsyncEnumerable();
    }

    public IAsyncEnumerable<StoredRecord> ReadAsync(StoreUnit unit, CancellationToken cancellationToken) =>
        Read(unit).ToAsyncEnumerable();

    private List<UserId> Users() =>
        [
            .. disk.List(Path.Combine(folder, StoreLayout.Users))
                .Select(name => UserId.TryParse(name, null, out var user) ? user : (UserId?)null)
                .OfType<UserId>()
                .OrderBy(user => user.Number),
        ];

    /// <summary>A conversation has one file of facts without a revision in its name.</summary>
    private int CountConversations(UserId user) =>
        disk.List(Path.Combine(folder, StoreLayout.ConversationFolder(user)))
            .Count(name => StoreLayout.TryParseConversation(name, out _, out var revision) && revision == 1);

    private IEnumerable<StoreUnit> Units()
    {
        foreach (var user in Users())
        {
            var names = NamesOf(user);
            if (!names.IsSomebody)
                continue;
            yield return new StoreUnit(user, 0);
            foreach (var number in names.Conversations.Keys)
                yield return new StoreUnit(user, number);
        }
    }

    private IEnumerable<StoredRecord> Read(StoreUnit unit)
    {
        using var records = Records(unit).GetEnumerator();
        while (Next(unit, records))
            yield return records.Current;
        _suspected = default;
    }

    private IEnumerable<StoredRecord> Records(StoreUnit unit)
    {
        var names = NamesOf(unit.User);
        if (names.Journal.Damage is [var damage, ..])
            throw new FolderFaultException(damage.Path, damage.Reason);
        var reading = new FolderReading(disk, folder, names, _losses ??= KnownLosses.Read(disk, folder));
        IEnumerable<StoredRecord> records = [];
        if (unit.ConversationId is not { } id)
            records = names.IsSomebody ? UserRecords.Of(reading) : [];
        else if (names.Conversations.ContainsKey(id.Number))
            records = new ConversationRecords(reading, id, message => isUnfinished || names.Journal.IsOpen(message)).Read();
        foreach (var record in records)
            yield return record;
    }

    private bool Next(StoreUnit unit, IEnumerator<StoredRecord> records)
    {
        try
        {
            return records.MoveNext();
        }
        catch (FolderFaultException fault)
        {
            var attempts = _suspected.Unit == unit ? _suspected.Attempts + 1 : 1;
            if (!isServed || attempts == AttemptsMax)
                throw new StoreDamagedException(fault.Path, fault.Reason, fault);
            _suspected = (unit, attempts);
            Forget();
            throw new UnitChangedException(unit, fault);
        }
        catch (DiskException failure)
        {
            throw Journal.ToRefusal(failure);
        }
    }
}
