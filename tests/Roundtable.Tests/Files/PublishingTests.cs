using System.Diagnostics;
using Roundtable.Child;

namespace Roundtable.Tests.Files;

/// <summary>Four processes without any lock give the same names to different files, 2,000 times: nothing is overwritten.</summary>
public sealed class PublishingTests : IDisposable
{
    private int _rounds = 2_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("roundtable-race-").FullName;

    [Theory]
    [InlineData("disk")]
    [InlineData("link")]
    public async Task Of_racing_writers_for_one_name_exactly_one_wins_and_its_bytes_stay(string how)
    {
        var board = await RaceAsync(how);

        for (var round = 0; round < _rounds; round++)
        {
            var winner = Assert.Single(WinnersOf(board, round));
            Assert.Equal($"racer {winner}", await File.ReadAllTextAsync(PublishingRace.NameOf(_folder, round), Cancellation));
        }
    }

    [Fact]
    public async Task The_same_race_catches_the_platforms_move()
    {
        _rounds = 500;
        var board = await RaceAsync("move");

        var doubles = Enumerable.Range(0, _rounds).Count(round => WinnersOf(board, round).Count > 1);
        Assert.InRange(doubles, 1, _rounds);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<int> WinnersOf(byte[] board, int round) =>
        [
            .. Enumerable
                .Range(0, PublishingRace.Racers)
                .Where(racer => board[(round * PublishingRace.RoundBytes) + sizeof(int) + racer] == 1),
        ];

    private async Task<byte[]> RaceAsync(string how)
    {
        var board = Path.Combine(_folder, PublishingRace.Board);
        await File.WriteAllBytesAsync(board, new byte[_rounds * PublishingRace.RoundBytes], Cancellation);
        var racers = Enumerable.Range(0, PublishingRace.Racers).Select(racer => Start(racer, how)).ToList();
        foreach (var racer in racers)
        {
            await racer.WaitForExitAsync(Cancellation);
            Assert.Equal(0, racer.ExitCode);
            racer.Dispose();
        }

        return await File.ReadAllBytesAsync(board, Cancellation);
    }

    private Process Start(int racer, string how) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                ["exec", typeof(PublishingRace).Assembly.Location, "publish", _folder, $"{racer}", $"{_rounds}", how]
            )
        )!;
}
