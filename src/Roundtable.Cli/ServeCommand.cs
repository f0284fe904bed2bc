using System.CommandLine;
using Roundtable.Edge.Opening;

namespace Roundtable.Cli;

/// <summary><c>serve</c>: the server, until it is told to stop.</summary>
internal sealed class ServeCommand
{
    private readonly Option<string?> _store = StoreName.Option();

    private readonly Option<string?> _urls = new("--urls")
    {
        Description = $"Where to listen; several with ';'. Default: {ListenAddress.Default}.",
        HelpName = "URL",
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "A JSON file with settings under 'Roundtable'; the environment (Roundtable__…) and options win over it.",
        HelpName = "FILE",
    };

    public ServeCommand()
    {
        Command = new Command("serve", "Serves the HTTP API.") { _store, _urls, _config };
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    /// <summary>The settings that these options give, such as <c>--store files:DIR</c>.</summary>
    public static ServeSettings Settings(params string[] args)
    {
        var serve = new ServeCommand();
        return serve.Settings(serve.Command.Parse(args));
    }

    /// <summary>The settings that a parsed command line gives, together with the file and the environment it names.</summary>
    private ServeSettings Settings(ParseResult parsed) =>
        ServeSettings.Load(parsed.GetValue(_config), parsed.GetValue(_store), parsed.GetValue(_urls));

    /// <summary>Returns when the server has stopped: 0 when it was asked to.</summary>
    public async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings(parsed);
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        await using var server = RoundtableServer.Build(settings);
        var gate = server.Services.GetRequiredService<StoreGate>();
        using var ended = new CancellationTokenSource();
        var greeting = GreetAsync();
        try
        {
            await server.RunAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new CommandException($"Cannot listen: {exception.Message} Choose another address with --urls.", exception);
        }
        finally
        {
            await ended.CancelAsync();
            await greeting;
        }

        if (gate.Failure is not { } failure)
            return 0;
        await error.WriteLineAsync($"Cannot open {settings.Store}: {failure.Message}");
        return 1;

        // A server that is refused its store must not look as if it served first.
        async Task GreetAsync()
        {
            await gate.Opening.WaitAsync(ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (gate.IsOpen)
                await output.WriteLineAsync(Greeting.Of(server, settings));
        }
    }
}
