using System.CommandLine;
using System.Globalization;
using Roundtable.Cli.Reporting;
using Roundtable.Moving;

namespace Roundtable.Cli;

/// <summary><c>migrate</c> and <c>backup</c>: all of a store into another one, read again and compared before it is usable.</summary>
internal static class MovingCommand
{
    /// <summary>What <c>migrate</c> answers when the source is served: what could be done is done, and the target is not usable.</summary>
    public const int Unfinished = 2;

    private static readonly TimeProvider Time = TimeProvider.System;

    public static Command Migrate() =>
        Create(
            "migrate",
            "Moves a store. While it is served, copies what is there (2); when it is not, copies the rest, compares, and is done (0).",
            MovingKind.Migration
        );

    public static Command Backup() =>
        Create(
            "backup",
            "Copies a store, also one that is served, into one that 'serve' opens; what is being said ends there as interrupted.",
            MovingKind.Backup
        );

    private static Command Create(string name, string description, MovingKind kind)
    {
        var from = new Option<string>("--from")
        {
            Description = "The store to read.",
            HelpName = StoreName.Form,
            Required = true,
        };
        var to = new Option<string>("--to")
        {
            Description = "The store to write: a new one, or one that this command has begun.",
            HelpName = StoreName.Form,
            Required = true,
        };
        var command = new Command(name, description) { from, to };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    kind,
                    StoreName.Parse(parsed.GetRequiredValue(from)),
                    StoreName.Parse(parsed.GetRequiredValue(to)),
                    parsed.InvocationConfiguration.Output,
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        MovingKind kind,
        StoreName from,
        StoreName to,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        if (from == to)
            throw new CommandException($"{from} cannot be copied into itself; name another target.");
        var begun = Time.GetTimestamp();
        MovingSummary summary;
        try
        {
            await using var source =
                kind == MovingKind.Backup ? MovingStores.OpenBeside(from) : await MovingStores.OpenAsync(from, cancellationToken);
            await using var target = MovingStores.OpenTarget(to, (kind, from));
            var copy = new StoreCopy(source, target, kind, Time);
            summary = await ProgressDisplay.ShowAsync(
                output,
                new MovingText(Time).Describe,
                (IProgress<MovingProgress> progress) =>
                    Task.Run(() => copy.RunAsync(progress, cancellationToken), cancellationToken)
            );
        }
        catch (Exception exception) when (MovingStores.IsRefusal(exception))
        {
            throw new CommandException(exception.Message, exception);
        }

        var seconds = Time.GetElapsedTime(begun).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        output.WriteLine($"{MovingText.Counts(summary)}; {summary.RecordsWritten} records written, {seconds} s.");
        output.WriteLine(Outcome(kind, summary, (from, to)));
        return summary.IsFinished ? 0 : Unfinished;
    }

    private static string Outcome(MovingKind kind, MovingSummary summary, (StoreName From, StoreName To) stores) =>
        (summary, kind) switch
        {
            ({ IsFinished: false }, _) =>
                $"{stores.From} is served, so {stores.To} is not finished: stop the server, and run the same command again for the rest.",
            ({ RecordsWritten: 0 }, _) => $"Nothing to do: {stores.To} has everything that {stores.From} has.",
            (_, MovingKind.Migration) => $"Finished: both sides were read and compared. Start with --store {stores.To}.",
            ({ OpenMessages: > 0 and var open }, _) =>
                $"Finished: {stores.To} was read and compared. {open} messages were being written, and end there as interrupted.",
            _ => $"Finished: {stores.To} was read and compared.",
        };
}
