using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Roundtable.Tests.Architecture;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Watching;

/// <summary>The manual for operators names every instrument, with its unit, and none that is not there; each measures.</summary>
public sealed partial class InstrumentTests : IDisposable
{
    /// <summary>What a short life without faults does not meet.</summary>
    private static readonly string[] Rare = ["roundtable.damage", "roundtable.seals", "roundtable.journal.checkpoints"];

    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_manual_s_table_is_what_is_measured()
    {
        var (known, measured) = (new ConcurrentDictionary<string, string>(), new ConcurrentDictionary<string, bool>());
        using var listener = new MeterListener();
        await using (var server = await RunningServer.StartAsync(_sandbox))
        {
            var meter = server.Services.GetRequiredService<Meter>();
            listener.InstrumentPublished = (instrument, own) =>
            {
                if (!ReferenceEquals(instrument.Meter, meter))
                    return;
                known[instrument.Name] = instrument.Unit ?? "";
                own.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => measured[instrument.Name] = true);
            listener.SetMeasurementEventCallback<int>((instrument, _, _, _) => measured[instrument.Name] = true);
            listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => measured[instrument.Name] = true);
            listener.Start();
            var path = await server.CreateAsync();
            await server.SayAsync(path, "Hello", """["sage"]""");
            await server.EndOfAsync($"{path}/messages/us01-co01-ms02/stream");
            await server.GetAsync(path);
            await server.GetAsync(path);
        }

        var manual = Row()
            .Matches(
                await File.ReadAllTextAsync(
                    Path.Combine(Repository.Root, "docs/operations.md"),
                    TestContext.Current.CancellationToken
                )
            );
        Assert.Equal(
            known.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal),
            manual.Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}").Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(known.Keys.Except(measured.Keys).Except(Rare), name => !IsOfTheStart(name));
    }

    /// <summary>Recorded while the store was opened, before anybody listened.</summary>
    private static bool IsOfTheStart(string name) =>
        name.StartsWith("roundtable.recovery.", StringComparison.Ordinal) || name == "roundtable.device.flush.duration";

    [GeneratedRegex(@"^\| `(roundtable\.[a-z._]+)` \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
