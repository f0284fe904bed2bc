using System.Globalization;
using Roundtable.Moving;
using Roundtable.Sqlite.Verification;

namespace Roundtable.Tests.Databases;

/// <summary>
/// One bit after the other of a small database is another one: <c>verify</c> reports it, or nothing of what is served and
/// exported is changed by it; text that does not fit its checksum is never served; every refusal is in words.
/// </summary>
public sealed class FlippedByteTests(ITestOutputHelper output)
{
    /// <summary>A prime, so that the short form comes to every kind of place.</summary>
    private static readonly int Step = RunLength.Rounds(139, 1);

    private int _flips;
    private int _harmless;
    private int _reported;
    private int _refused;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_flip_is_reported_or_changes_nothing_and_no_text_is_served_that_nobody_wrote()
    {
        using var fixture = await DatabaseFixture.CreateSmallAsync();
        var bytes = await File.ReadAllBytesAsync(fixture.File, Cancelled);
        var sound = await ServedContent.ReadAsync(fixture.File);
        var export = await ExportAsync(fixture.File);
        var faults = new List<string>();
        var copy = Path.Combine(fixture.Sandbox.Root, "flipped.db");
        for (var place = 0; place < bytes.Length; place += Step)
        {
            bytes[place] ^= (byte)(1 << (place % 8));
            await File.WriteAllBytesAsync(copy, bytes, Cancelled);
            bytes[place] ^= (byte)(1 << (place % 8));
            _flips++;
            if (await FaultAsync(copy, sound, export) is { } fault)
                faults.Add($"{place}: {fault}");
            foreach (var suffix in (string[])["-wal", "-shm"])
                File.Delete(copy + suffix);
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_flips} flips of {bytes.Length} bytes: {_reported} are reported, {_refused} make the file no database to read, {_harmless} change nothing that is served or exported."
            )
        );
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(40)));
        Assert.InRange(_reported, 1, _flips);
        Assert.InRange(_harmless, 1, _flips);
    }

    /// <summary>What is wrong with how a damaged file is taken; null: nothing.</summary>
    private async Task<string?> FaultAsync(string file, ServedContent sound, IReadOnlyList<string> export)
    {
        bool isReported;
        try
        {
            isReported = (await new SqliteVerifier(file).VerifyAsync(progress: null, Cancelled)).Damage.Count > 0;
            _reported += isReported ? 1 : 0;
        }
        catch (Exception exception)
        {
            if (!IsClear(exception))
                return $"verify: {exception}";
            isReported = true;
            _refused++;
        }

        _harmless += isReported ? 0 : 1;
        try
        {
            var served = await ServedContent.ReadAsync(file);
            if (sound.Lies(served) is { } lie)
                return $"served as sound (reported: {isReported}): {lie}";
            if (!isReported && sound.Difference(served) is { } difference)
                return $"not reported, and served otherwise: {difference}";
            var lines = await ExportAsync(file);
            if (!isReported && !lines.SequenceEqual(export))
                return "not reported, and exported otherwise.";
            if (lines.Except(export).FirstOrDefault() is { } line)
                return $"exported as sound (reported: {isReported}): {line}";
        }
        catch (Exception exception)
        {
            if (!IsClear(exception))
                return $"served or exported: {exception}";
            if (!isReported)
                return $"not reported, and refused: {exception.Message}";
        }

        return null;
    }

    private static bool IsClear(Exception exception) =>
        exception is IOException or InvalidDataException or StorageUnavailableException or StoreDamagedException;

    private static async Task<IReadOnlyList<string>> ExportAsync(string file)
    {
        await using var source = Roundtable.Sqlite.Moving.SqliteSource.OpenBeside(file);
        return await new StoreExport(source.Content)
            .ReadAsync(Cancelled)
            .Select(line => System.Text.Encoding.UTF8.GetString(line.Span))
            .ToListAsync(Cancelled);
    }
}
