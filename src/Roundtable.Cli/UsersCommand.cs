using System.CommandLine;
using Roundtable.Files;

namespace Roundtable.Cli;

/// <summary><c>users add NAME</c> and <c>users list</c>; both work beside a server.</summary>
internal static class UsersCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "What the user is called." };
        var store = StoreName.Option();
        var add = new Command("add", "Adds a user, and prints the id.") { name };
        add.SetAction(parsed =>
            Add(StoreName.Of(parsed, store), parsed.GetRequiredValue(name), parsed.InvocationConfiguration.Output)
        );
        var list = new Command("list", "Lists the users: id, when added, name.");
        list.SetAction(parsed => List(StoreName.Of(parsed, store), parsed.InvocationConfiguration.Output));

        var users = new Command("users", "Adds and lists the users of a store.") { add, list };
        store.Recursive = true;
        users.Add(store);
        return users;
    }

    private static int Add(StoreName store, string name, TextWriter output)
    {
        try
        {
            output.WriteLine(new UserFolder(store.Folder, TimeProvider.System).Add(name).Id);
            return 0;
        }
        catch (ArgumentException exception)
        {
            throw NotAName(name, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(exception.Message, exception);
        }
    }

    private static CommandException NotAName(string name, Exception inner)
    {
        var shown = string.Concat(name.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return new(
            $"'{shown}' is not a name; use 1 to {User.NameLengthMax} characters, and none that controls a terminal.",
            inner
        );
    }

    private static int List(StoreName store, TextWriter output)
    {
        if (!Directory.Exists(store.Folder))
            throw new CommandException($"There is no store at {store}.");
        foreach (var user in new UserFolder(store.Folder, TimeProvider.System).List())
            output.WriteLine($"{user.Id}\t{user.CreatedAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\t{user.Name}");
        return 0;
    }
}
