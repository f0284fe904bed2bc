using System.CommandLine;
using System.Text.Json;
using Roundtable.Cli.Reporting;
using Roundtable.Files.Verification;

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
        if (!Directory.Exists(store.Folder))
            throw new CommandException($"There is no store at {store}.");
        var verifier = new StoreVerifier(store.Folder);
        VerificationSummary summary;
        try
        {
            summary = await ProgressDisplay.ShowAsync(
                "Verifying",
                json ? TextWriter.Null : console.Output,
                progress => Task.Run(() => verifier.Verify(progress, cancellationToken), cancellationToken)
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
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
}
