using System.CommandLine;

namespace Roundtable.Cli;

/// <summary>A store as it is named everywhere: <c>files:DIR</c> or <c>sqlite:FILE</c>.</summary>
/// <param name="Kind">What keeps it.</param>
/// <param name="Path">The full path of the folder or the file; relative ones are relative to where the command was typed.</param>
internal sealed record StoreName(StoreKind Kind, string Path)
{
    public const string Default = "files:./data";

    /// <summary>How a store is written, for the help.</summary>
    public const string Form = "files:DIR|sqlite:FILE";

    /// <summary>The data folder.</summary>
    /// <exception cref="CommandException">It is no store of files.</exception>
    public string Folder =>
        Kind == StoreKind.Files ? Path : throw new CommandException($"{this}: this command knows files:DIR only.");

    /// <summary>Whether something is there; it may still be no store.</summary>
    public bool IsThere => Kind == StoreKind.Files ? Directory.Exists(Path) : File.Exists(Path);

    /// <exception cref="CommandException">It is not the name of a store.</exception>
    public static StoreName Parse(string text) =>
        text.Split(':', 2) switch
        {
            ["files", { Length: > 0 } path] when !path.Contains('\0') => new StoreName(StoreKind.Files, FullPath(path)),
            ["sqlite", { Length: > 0 } path] when !path.Contains('\0') => new StoreName(StoreKind.Sqlite, FullPath(path)),
            _ => throw new CommandException($"'{text}' is not a store; use files:DIR or sqlite:FILE."),
        };

    public static Option<string?> Option() =>
        new("--store") { Description = $"The store, as files:DIR or sqlite:FILE. Default: {Default}.", HelpName = Form };

    /// <summary>The store that a command line names.</summary>
    public static StoreName Of(ParseResult parsed, Option<string?> option) => Parse(parsed.GetValue(option) ?? Default);

    private static string FullPath(string path)
    {
        try
        {
            return System.IO.Path.GetFullPath(path);
        }
        catch (IOException exception)
        {
            throw new CommandException(
                "The working directory is gone; change to one that exists, or name the store by its full path.",
                exception
            );
        }
    }

    public override string ToString() => (Kind == StoreKind.Files ? "files:" : "sqlite:") + Path;
}
