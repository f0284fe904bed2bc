using System.CommandLine;
using System.Globalization;
using Roundtable.Moving;

namespace Roundtable.Cli;

/// <summary>Users and their API keys; every verb works beside a server.</summary>
internal static class UsersCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "What the user is called." };
        var store = StoreName.Option();
        var add = new Command("add", "Adds a user, and prints the id and a key, which nothing can show again.") { name };
        add.SetAction(parsed =>
            Add(StoreName.Of(parsed, store), parsed.GetRequiredValue(name), parsed.InvocationConfiguration.Output)
        );
        var list = new Command(
            "list",
            "Lists the users: id, when added, name; below each, the keys: public id, when made, whether revoked."
        );
        list.SetAction(parsed => List(StoreName.Of(parsed, store), parsed.InvocationConfiguration.Output));

        var users = new Command("users", "Adds and lists the users of a store, and their API keys.") { add, list };
        users.Add(Key(store));
        users.Add(Revoke(store));
        store.Recursive = true;
        users.Add(store);
        return users;
    }

    private static Command Key(Option<string?> store)
    {
        var user = new Argument<string>("USER") { Description = "The user's id, such as us01." };
        var command = new Command("key", "Gives a user another key, and prints it; nothing can show it again.") { user };
        command.SetAction(parsed =>
        {
            var text = parsed.GetRequiredValue(user);
            var users = UsersOf(StoreName.Of(parsed, store));
            var key = UserId.TryParse(text, null, out var id) ? Written(() => users.AddKey(id)) : null;
            parsed.InvocationConfiguration.Output.WriteLine(
                (key ?? throw new CommandException($"There is no user '{Shown(text)}'.")).Reveal()
            );
            return 0;
        });
        return command;
    }

    private static Command Revoke(Option<string?> store)
    {
        var key = new Argument<string>("KEY")
        {
            Description = "The whole key, or its public id as 'users list' shows it, such as us01-3f2a9c0b1d2e.",
        };
        var command = new Command("revoke", "Revokes a key for good, and prints its public id.") { key };
        command.SetAction(parsed =>
        {
            var users = UsersOf(StoreName.Of(parsed, store));
            var revoked = Written(() => users.Revoke(parsed.GetRequiredValue(key)));

            // What was given may be a key: it is not repeated.
            parsed.InvocationConfiguration.Output.WriteLine(
                (revoked ?? throw new CommandException("Nobody has such a key; 'users list' shows the public ids.")).Id
            );
            return 0;
        });
        return command;
    }

    private static StoreUsers UsersOf(StoreName store)
    {
        try
        {
            return StoreUsers.Of(store);
        }
        catch (StoreUnfinishedException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }

    private static T Written<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or InvalidDataException or StoreUnfinishedException)
        {
            throw new CommandException(exception.Message, exception);
        }
    }

    private static string Shown(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static int Add(StoreName store, string name, TextWriter output)
    {
        try
        {
            var users = UsersOf(store);
            var id = Written(() => users.Add(name)).Id;
            output.WriteLine($"{id}\t{Written(() => users.AddKey(id))!.Reveal()}");
            return 0;
        }
        catch (ArgumentException exception)
        {
            throw NotAName(name, exception);
        }
    }

    private static CommandException NotAName(string name, Exception inner) =>
        new(
            $"'{Shown(name)}' is not a name; use 1 to {User.NameLengthMax} characters, and none that controls a terminal.",
            inner
        );

    private static int List(StoreName store, TextWriter output)
    {
        if (!store.IsThere)
            throw new CommandException($"There is no store at {store}.");
        foreach (var user in Written(() => UsersOf(store).List()))
        {
            output.WriteLine($"{user.Id}\t{Time(user.CreatedAt)}\t{user.Name}");
            foreach (var key in user.Keys)
                output.WriteLine($"{key.Id}\t{Time(key.CreatedAt)}\t{(key.RevokedAt is { } at ? $"revoked {Time(at)}" : "key")}");
        }

        return 0;
    }

    private static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
