using Roundtable.Cli;
using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>What is not the same in the end is never called a copy.</summary>
public sealed class DifferenceTests : IAsyncLifetime
{
    private readonly MovingStore _source = MovingStore.Files();

    public async ValueTask InitializeAsync()
    {
        await using var store = await _source.OpenAsync();
        await new RandomHistory(store, new Random(7)).WriteAsync(20, endsAll: true);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public static TheoryData<string> Targets => ["files", "sqlite"];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_difference_in_the_target_is_found_and_the_target_stays_unusable(string kind)
    {
        await using var target = MovingStore.Of(kind);
        var spoiling = new Spoiling(target);

        var difference = await Assert.ThrowsAsync<StoreDiffersException>(() => _source.CopyToAsync(target, progress: spoiling));

        Assert.True(spoiling.IsDone);
        Assert.Contains(
            $"'{difference.Unit}' is not the same in the target as in the source",
            difference.Message,
            StringComparison.Ordinal
        );
        await RefusesAsync(target);

        // What was written by somebody else is no beginning of this copy.
        await Assert.ThrowsAsync<StoreDiffersException>(() => _source.CopyToAsync(target));
        await RefusesAsync(target);
        target.Delete();
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task What_a_power_cut_has_spoilt_in_an_unfinished_target_is_copied_again(string kind)
    {
        await using var target = MovingStore.Of(kind);
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            _source.CopyToAsync(target, progress: new Stopping(MovingPhase.Comparing, units: 0))
        );
        target.Spoil();

        var summary = await _source.CopyToAsync(target);

        Assert.True(summary.IsFinished);
        Assert.InRange(summary.RecordsWritten, 1, summary.Records - 1);
        Assert.Equal(await _source.ExportAsync(), await target.ExportAsync());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_run_that_is_stopped_anywhere_goes_on_where_it_was(string kind)
    {
        await using var target = MovingStore.Of(kind);
        var written = 0L;
        for (var units = 1; units < 24; units += 3)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                _source.CopyToAsync(target, progress: new Stopping(MovingPhase.Copying, units))
            );
            await RefusesAsync(target);
        }

        var last = await _source.CopyToAsync(target);
        written += last.RecordsWritten;

        Assert.True(last.IsFinished);
        Assert.InRange(written, 0, last.Records / 2);
        Assert.Equal(await _source.ExportAsync(), await target.ExportAsync());
    }

    private static async Task RefusesAsync(MovingStore target)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(1, await RoundtableCommand.InvokeAsync(["export", "--store", target.Name], output, error));
        Assert.Contains("is the unfinished target of 'roundtable migrate --from", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Makes one record another, sound one, when all have been copied and before they are compared.</summary>
    private sealed class Spoiling(MovingStore target) : IProgress<MovingProgress>
    {
        public bool IsDone { get; private set; }

        public void Report(MovingProgress value)
        {
            if (value is not { Phase: MovingPhase.Comparing, Units: 0 })
                return;
            target.ChangeTitle();
            IsDone = true;
        }
    }

    private sealed class Stopping(MovingPhase phase, int units) : IProgress<MovingProgress>
    {
        public void Report(MovingProgress value)
        {
            if (value.Phase == phase && value.Units == units)
                throw new OperationCanceledException("As if it had been killed.");
        }
    }
}
