using System.CommandLine;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Cli.Reporting;
using Roundtable.Files;
using Roundtable.Files.Verification;
using Roundtable.Moving;
using Roundtable.Sqlite.Verification;
using Roundtable.Verification;

namespace Roundtable.Cli;

/// <summary><c>repair</c>: recovers, then sets damage aside; deletes nothing. Needs the store for itself.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var store = StoreName.Option();
        var repair = new Command("repair", "Sets what is damaged aside, with a note beside it; deletes nothing.") { store };
        repair.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(StoreName.Of(parsed, store), parsed.InvocationConfiguration.Output, cancellationToken)
        );
        return repair;
    }

    private static async Task<int> RunAsync(StoreName store, TextWriter output, CancellationToken cancellationToken)
    {
        if (!store.IsThere)
            throw new CommandException($"There is no store at {store}.");
        using var meter = new Meter("Roundtable");
        RepairSummary summary;
        try
        {
            summary = await ProgressDisplay.ShowAsync(
                output,
                SummaryText.Describe("Repairing"),
                (IProgress<VerificationProgress> progress) => RepairAsync(store, meter, progress, cancellationToken)
            );
        }
        catch (Exception exception)
            when (exception
                    is StoreInUseException
                        or StoreUnfinishedException
                        or StorageUnavailableException
                        or InvalidDataException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            throw new CommandException(exception.Message, exception);
        }

        foreach (var finding in summary.Settled)
            output.WriteLine($"settled\t{finding.Path}\t{finding.Reason}\t{finding.Cost}");
        SummaryText.Write(output, summary.After);
        return summary.After.Damage.Count == 0 ? 0 : 1;
    }

    private static Task<RepairSummary> RepairAsync(
        StoreName store,
        Meter meter,
        IProgress<VerificationProgress> progress,
        CancellationToken cancellationToken
    ) =>
        store.Kind == StoreKind.Sqlite
            ? Task.Run(
                () => new SqliteRepair(store.Path, TimeProvider.System).RepairAsync(progress, cancellationToken),
                cancellationToken
            )
            : new StoreRepair(store.Folder, meter, TimeProvider.System, NullLogger<FileStore>.Instance).RepairAsync(
                progress,
                cancellationToken
            );
}
