using System.CommandLine;

namespace Roundtable.Cli;

/// <summary>The command line: which commands there are, and how their failures end.</summary>
internal static class RoundtableCommand
{
    /// <summary>Runs a command; 0 only on success. What it says goes to the writers.</summary>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // The host listens to signals, and needs longer than this library's two seconds to end replies.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await Create().Parse(args).InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
            return 1;
        }
        catch (CommandException exception)
        {
            await error.WriteLineAsync(exception.Message);
            return 1;
        }
#pragma warning disable CA1031 // The top of the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await error.WriteLineAsync($"This should not happen: {exception}");
            return 1;
        }
    }

    private static RootCommand Create()
    {
        var serve = new ServeCommand();
        var root = new RootCommand("Keeps conversations between people and AI agents. Without a command: serve.");
        foreach (var option in serve.Command.Options)
            root.Add(option);
        root.Add(serve.Command);
        root.Add(UsersCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(RepairCommand.Create());
        root.Add(MovingCommand.Migrate());
        root.Add(MovingCommand.Backup());
        root.Add(ExportCommand.Create());
        root.SetAction(serve.RunAsync);
        return root;
    }
}
