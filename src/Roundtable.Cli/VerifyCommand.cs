using System.CommandLine;
using System.Text.Json;
using Roundtable.Cli.Reporting;
using Roundtable.Files.Verification;
using Roundtable.Moving;
using Roundtable.Sqlite.Verification;
using Roundtable.Verification;

namespace Roundtable.Cli;

/// <summary><c>verify</c>: reads everything in a store and changes nothing; works beside a server.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var store = StoreName.Option();
        var json = new Option<bool>("--json")
        {
            Description = "Print one JSON document (docs/schemas/verification.schema.json).",
        };
        var verify = new Command("verify", "Reads everything in a store and changes nothing; 1 if anything is damaged.")
        {
            store,
            json,
        };
        verify.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(StoreName.Of(parsed, store), parsed.GetValue(json), parsed.InvocationConfiguration, cancellationToken)
        );
        return verify;
    }

    private static async Task<int> RunAsync(
        StoreName store,
        bool json,
        InvocationConfiguration console,
        CancellationToken cancellationToken
    )
    {
        VerificationSummary summary;
        try
        {
            summary = await ProgressDisplay.ShowAsync(
                json ? TextWriter.Null : console.Output,
                SummaryText.Describe("Verifying"),
                (IProgress<VerificationProgress> progress) => VerifyAsync(store, progress, cancellationToken)
            );
        }
        catch (Exception exception)
            when (exception is StoreUnfinishedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(exception.Message, exception);
        }

        if (json)
            console.Output.WriteLine(
                JsonSerializer.Serialize(VerificationReport.Of(store, summary), ReportJson.Default.VerificationReport)
            );
        else
            SummaryText.Write(console.Output, summary);
        return summary.Damage.Count == 0 ? 0 : 1;
    }

    private static Task<VerificationSummary> VerifyAsync(
        StoreName store,
        IProgress<VerificationProgress> progress,
        CancellationToken cancellationToken
    )
    {
        if (store.Kind == StoreKind.Sqlite)
            return Task.Run(() => new SqliteVerifier(store.Path).VerifyAsync(progress, cancellationToken), cancellationToken);
        if (!Directory.Exists(store.Folder))
            throw new CommandException($"There is no store at {store}.");
        return Task.Run(() => new StoreVerifier(store.Folder).Verify(progress, cancellationToken), cancellationToken);
    }
}
