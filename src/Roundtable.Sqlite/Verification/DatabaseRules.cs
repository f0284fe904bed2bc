using Roundtable.Sqlite.Engine;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>What SQLite itself checks, and what is derived from records compared with what it is derived from.</summary>
internal static class DatabaseRules
{
    /// <summary>Each query gives what breaks it: where, and what it belongs to.</summary>
    private static readonly (string Reason, string Cost, string Query)[] Rules =
    [
        (
            Finding.Foreign,
            "A row belongs to nothing and is not served.",
            "select \"table\", coalesce(rowid, '') from pragma_foreign_key_check"
        ),
        (
            Finding.Differs,
            "Lists show a wrong count, or a wrong order.",
            """
            select 'conversation', c.id
            from conversation c
            where c.deleted = 0
                and (
                    c.message_count <> (select coalesce(max(number), 0) from message m where m.conversation_id = c.id)
                    or c.ended_count <>
                        (select count(*) from message m where m.conversation_id = c.id and m.status = 'complete')
                    or c.text_length <> (select coalesce(sum(length), 0) from message m where m.conversation_id = c.id)
                )
            """
        ),
        (
            Finding.Missing,
            "A message has no row; its number is taken.",
            """
            select 'message', c.id
            from conversation c
            where c.deleted = 0 and c.message_count <> (select count(*) from message m where m.conversation_id = c.id)
            """
        ),
        (
            Finding.Differs,
            "The conversation has another place in lists.",
            """
            select 'conversation', c.id
            from conversation c
            where c.deleted = 0 and not exists (select 1 from loss l where l.unit = c.id)
                and (c.change, c.updated_at) is not (
                    select change, time
                    from (
                        select c.facts_change as change, c.timestamp as time
                        union all
                        select k.change, coalesce(k.completed_at, k.timestamp)
                        from chunk k join message m on m.id = k.message_id
                        where m.conversation_id = c.id and k.change is not null
                    )
                    order by change desc
                    limit 1
                )
            """
        ),
        (
            Finding.Differs,
            "What is known of the message without reading it does not fit its chunks.",
            """
            select 'message', m.id
            from message m join chunk first on first.message_id = m.id and first.seq = (m.role = 'user')
                left join chunk last on last.message_id = m.id and last.seq = m.chunk_count
            where not exists (select 1 from loss l where l.unit = m.conversation_id)
                and (
                    first.author_id is not m.author_id or first.agent_id is not m.agent_id or first.tag is not m.tag
                    or first.timestamp <> m.created_at
                    or m.token_count <> coalesce(last.token_offset + last.token_count, 0)
                    or m.length < coalesce(last.offset, 0)
                    or m.chunk_count <> (select max(seq) from chunk k where k.message_id = m.id)
                    or m.finish_reason is not iif(m.role = 'user', 'stop', last.finish_reason)
                    or m.completed_at is not iif(m.role = 'user', m.created_at, last.completed_at)
                    or (m.status = 'complete') <> (coalesce(last.status, '') = 'complete')
                )
            """
        ),
        (
            Finding.Missing,
            "The message has no beginning, or is called a user's and is not.",
            """
            select 'message', m.id
            from message m
            where not exists (select 1 from loss l where l.unit = m.conversation_id)
                and not exists (select 1 from chunk k where k.message_id = m.id and k.seq = (m.role = 'user'))
            """
        ),
        (
            Finding.Foreign,
            "A chunk was given up, as a bundle of it is damaged; 'repair' sets aside what was shown of it.",
            """
            select 'bundle', b.message_id
            from bundle b join message m on m.id = b.message_id
            where m.status = 'complete'
            """
        ),
        (
            Finding.Foreign,
            "An id and its number do not fit.",
            """
            select 'user', id from user where id <> printf('us%02d', number)
            union all
            select 'conversation', id from conversation where id <> printf('%s-co%02d', user_id, number)
            union all
            select 'message', id from message where id <> printf('%s-ms%02d', conversation_id, number)
            """
        ),
    ];

    private static readonly (string Reason, string Cost, string Query) Pages = (
        Finding.Unreadable,
        "Pages of the file are damaged: restore a backup; without one, 'repair' saves what can be read.",
        """
        select 'integrity_check', integrity_check
        from pragma_integrity_check
        where integrity_check <> 'ok'
        except
        select 'integrity_check', integrity_check
        from pragma_integrity_check('passage_index')
        """
    );

    private static readonly (string Reason, string Cost, string Query) Contents = (
        Finding.Differs,
        "What stands in the rows breaks a rule of its table, or the search's index does not fit itself.",
        "select 'integrity_check', integrity_check from pragma_integrity_check where integrity_check <> 'ok'"
    );

    public static IEnumerable<Finding> Broken(Database database) =>
        Unsound(database).Concat(Rules.SelectMany(rule => Broken(database, rule)));

    /// <summary>
    /// What SQLite itself finds. It says so in words: what of it is about pages is what it finds also without the rules of the
    /// tables, and does not say of the search's index alone.
    /// </summary>
    private static IEnumerable<Finding> Unsound(Database database)
    {
        var all = Broken(database, Contents);
        if (all.Count == 0)
            return [];
        database.Run("pragma ignore_check_constraints = on");
        var pages = Broken(database, Pages);
        database.Run("pragma ignore_check_constraints = off");
        return [.. pages, .. all.ExceptBy(pages.Select(page => page.Id), problem => problem.Id)];
    }

    private static List<Finding> Broken(Database database, (string Reason, string Cost, string Query) rule)
    {
        using var rows = database.Prepare(rule.Query);
        var found = new List<Finding>();
        while (rows.Read())
            found.Add(new Finding($"{rows.Text(0)} {rows.Text(1)}".TrimEnd(), rows.Text(1), rule.Reason, rule.Cost));
        return found;
    }
}
