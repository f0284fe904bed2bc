using System.CommandLine;
using Roundtable.Moving;

namespace Roundtable.Cli;

/// <summary><c>export</c>: all of a store as JSON lines, in the one order that all stores share.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var store = StoreName.Option();
        var export = new Command(
            "export",
            "Prints all of a store as JSON lines, also of one that is served; two stores with equal contents print the same."
        )
        {
            store,
        };
        export.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(StoreName.Of(parsed, store), parsed.InvocationConfiguration.Output, cancellationToken)
        );
        return export;
    }

    private static async Task<int> RunAsync(StoreName store, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = MovingStores.OpenBeside(store);
            await using var bytes = new LineOutput(output);
            await foreach (var line in new StoreExport(source.Content).ReadAsync(cancellationToken))
                await bytes.WriteAsync(line, cancellationToken);
            return 0;
        }
        catch (Exception exception) when (MovingStores.IsRefusal(exception))
        {
            throw new CommandException(exception.Message, exception);
        }
    }
}
