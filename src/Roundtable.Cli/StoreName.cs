using System.CommandLine;

namespace Roundtable.Cli;

/// <summary>A store as it is named everywhere: <c>files:DIR</c>.</summary>
/// <param name="Folder">The full path of the data folder; relative ones are relative to where the command was typed.</param>
internal sealed record StoreName(string Folder)
{
    public const string Default = "files:./data";

    /// <exception cref="CommandException">It is not the name of a store.</exception>
    public static StoreName Parse(string text) =>
        text.Split(':', 2) switch
        {
            ["files", { Length: > 0 } folder] when !folder.Contains('\0') => new StoreName(FullPath(folder)),
            _ => throw new CommandException($"'{text}' is not a store; use files:DIR."),
        };

    public static Option<string?> Option() =>
        new("--store") { Description = $"The store, as files:DIR. Default: {Default}.", HelpName = "files:DIR" };

    private static string FullPath(string folder)
    {
        try
        {
            return Path.GetFullPath(folder);
        }
        catch (IOException exception)
        {
            throw new CommandException(
                "The working directory is gone; change to one that exists, or name the store by its full path.",
                exception
            );
        }
    }

    public override string ToString() => "files:" + Folder;
}
