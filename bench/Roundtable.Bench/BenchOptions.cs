using System.Globalization;

namespace Roundtable.Bench;

/// <summary>How long and how much to measure. What is not given is a scenario's own short default, or with <c>--long</c> its long one.</summary>
internal sealed record BenchOptions
{
    private const string Long = "--long";
    private static readonly string[] Known = ["--size", "--seconds", "--runs", "--folder", "--json", "--store", "--executable"];

    public bool IsLong { get; private init; }

    /// <summary>How many of what the scenario counts; several sizes are measured one after the other.</summary>
    public IReadOnlyList<int>? Sizes { get; private init; }

    public TimeSpan? Duration { get; private init; }

    public int? Runs { get; private init; }

    /// <summary>Where data folders are made and removed again: the device that is measured.</summary>
    public required string Folder { get; init; }

    public string? JsonPath { get; private init; }

    /// <summary>The kind of store that is measured beside the baselines.</summary>
    public StoreKind Store { get; private init; } = StoreKind.Files;

    /// <summary>A native executable that is started beside the one that was built with the benchmarks.</summary>
    public string? Executable { get; private init; }

    /// <exception cref="ArgumentException">It is not an option, or not a value of it.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var pairs = args.Where(arg => arg != Long).Chunk(2).ToList();
        if (pairs.FirstOrDefault(pair => pair.Length < 2 || !Known.Contains(pair[0])) is { } wrong)
            throw new ArgumentException($"'{wrong[0]}' is not an option, or its value is missing; see --help.");
        var given = pairs.ToDictionary(pair => pair[0], pair => pair[1]);
        return new BenchOptions
        {
            IsLong = args.Contains(Long),
            Sizes = given.TryGetValue("--size", out var sizes)
                ? [.. sizes.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))]
                : null,
            Duration = given.TryGetValue("--seconds", out var seconds)
                ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
                : null,
            Runs = given.TryGetValue("--runs", out var runs) ? int.Parse(runs, CultureInfo.InvariantCulture) : null,
            Folder = given.GetValueOrDefault("--folder", Path.Combine(Path.GetTempPath(), "roundtable-bench")),
            JsonPath = given.GetValueOrDefault("--json"),
            Executable = given.GetValueOrDefault("--executable"),
            Store = Enum.Parse<StoreKind>(given.GetValueOrDefault("--store", nameof(StoreKind.Files)), ignoreCase: true),
        };
    }

    public IReadOnlyList<int> SizesOr(int[] shortForm, int[] longForm) => Sizes ?? (IsLong ? longForm : shortForm);

    public TimeSpan DurationOr(double shortForm, double longForm) =>
        Duration ?? TimeSpan.FromSeconds(IsLong ? longForm : shortForm);

    public int RunsOr(int shortForm, int longForm) => Runs ?? (IsLong ? longForm : shortForm);
}
