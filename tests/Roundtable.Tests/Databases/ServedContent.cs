using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Sqlite.Reading;
using Roundtable.Sqlite.Records;

namespace Roundtable.Tests.Databases;

/// <summary>All that a database serves, read as the store reads it, and compared with what it should serve.</summary>
internal sealed class ServedContent
{
    /// <summary>What records say, which have checksums: text and facts.</summary>
    private readonly Dictionary<string, string> _recorded = [];

    /// <summary>What is derived from records, and has none: counts, states, the order of the list.</summary>
    private readonly List<string> _derived = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<ServedContent> ReadAsync(string file)
    {
        using var pool = new ReadPool(file);
        var content = new ServedContent();
        var users = await pool.ReadAsync(
            database =>
                UserTable
                    .Ids(database, 0, 100)
                    .Select(id => (User: UserTable.Find(database, id, out var isDamaged), IsDamaged: isDamaged))
                    .ToList(),
            Cancelled
        );
        foreach (var (user, isDamaged) in users)
        {
            // An index may have lost whom another one has.
            if (user is null)
                continue;
            if (!isDamaged)
                content._recorded.Add($"{user.Id}", $"{user.Name} {user.CreatedAt:O} {string.Join(' ', user.Keys)}");
            content._derived.Add($"{user.Id} {user.Revision}");
            await content.ReadAsync(pool, user.Id);
        }

        return content;
    }

    /// <summary>Something that is served as sound and is not what was stored; null: there is nothing.</summary>
    public string? Lies(ServedContent served) =>
        served
            ._recorded.Where(one => !_recorded.TryGetValue(one.Key, out var known) || known != one.Value)
            .Select(one => $"{one.Key} = {one.Value}")
            .FirstOrDefault();

    /// <summary>Anything that is missing or otherwise.</summary>
    public string? Difference(ServedContent served) =>
        _recorded.Keys.Except(served._recorded.Keys).Select(key => $"{key} is missing").FirstOrDefault()
        ?? _derived.Except(served._derived).FirstOrDefault()
        ?? served._derived.Except(_derived).FirstOrDefault()
        ?? (_derived.SequenceEqual(served._derived) ? null : "the order");

    private async Task ReadAsync(ReadPool pool, UserId user)
    {
        var query = new ConversationQuery { Limit = 100 };
        var list = await pool.ReadAsync(database => ConversationReader.List(database, user, query), Cancelled);
        foreach (var conversation in list)
        {
            var id = conversation.Id;
            var isSound = await pool.ReadAsync(
                database => ConversationTable.Find(database, id) is { IsDamaged: false },
                Cancelled
            );
            if (isSound)
                _recorded.Add(
                    $"{id}",
                    $"{conversation.Title} {string.Join(' ', conversation.Participants)} {string.Join(' ', conversation.Metadata)} {conversation.Archived} {conversation.Revision} {conversation.Tag} {conversation.CreatedAt:O}"
                );
            _derived.Add(
                $"{id} {conversation.MessageCount} {conversation.Change} {conversation.UpdatedAt:O} {conversation.Position}"
            );
            for (var number = 1; number <= Math.Min(conversation.MessageCount, 10); number++)
                await ReadAsync(pool, new MessageId(id, number));
        }
    }

    private async Task ReadAsync(ReadPool pool, MessageId id)
    {
        var state = await pool.ReadAsync(database => MessageLook.At(database, id)?.State, Cancelled);
        _derived.Add($"{id} {state}");
        await foreach (var reading in new ChunkReader(pool, NullLogger.Instance).ReadAsync(id, 0, Cancelled))
        {
            if (reading.Chunk is { } chunk)
                _recorded.Add($"{id} {reading.Seq}", $"{chunk with { Bundles = [] }} {string.Join(' ', chunk.Bundles)}");
            else
                _derived.Add($"{id} {reading.Seq} {reading.Damage}");
        }
    }
}
