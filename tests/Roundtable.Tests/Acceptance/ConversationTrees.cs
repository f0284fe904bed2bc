using System.Text;
using System.Text.Json;
using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Acceptance;

/// <summary>
/// Conversations to hold: the 100 real ones of OpenAssistant where they are (beside the checkout, or where
/// <c>ROUNDTABLE_TEST_DATA</c> points), else generated ones of the same shape. whoever loads them is told which.
/// </summary>
internal static class ConversationTrees
{
    private const string FileName = "oasst-en-100-trees.jsonl";
    private const int Seed = 20_260_101;

    /// <summary>The people's questions at the roots; below them agents and people take turns.</summary>
    public static IReadOnlyList<TreeMessage> Load(out string source)
    {
        var folder =
            Environment.GetEnvironmentVariable("ROUNDTABLE_TEST_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data");
        var path = Path.Combine(folder, FileName);
        var isThere = File.Exists(path);
        source = isThere
            ? $"the real conversations of {FileName}"
            : "generated conversations, since the real ones are not on this machine";
        return isThere ? [.. File.ReadLines(path).Select(Read)] : Generate(trees: 100);
    }

    private static TreeMessage Read(string line)
    {
        using var tree = JsonDocument.Parse(line);
        return Read(tree.RootElement.GetProperty("prompt"));
    }

    private static TreeMessage Read(JsonElement message) =>
        new(message.GetProperty("text").GetString()!, [.. message.GetProperty("replies").EnumerateArray().Select(Read)]);

    private static List<TreeMessage> Generate(int trees)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(1, trees).Select(number => Generate(random, $"{number}", depth: 0))];
    }

    private static TreeMessage Generate(Random random, string place, int depth)
    {
        var siblings = depth switch
        {
            0 => random.Next(1, 10),
            < 5 => random.Next(0, 3),
            _ => 0,
        };
        var replies = Enumerable.Range(1, siblings).Select(sibling => Generate(random, $"{place}.{sibling}", depth + 1));
        return new TreeMessage($"[{place}] {Words(random)}", [.. replies]);
    }

    private static string Words(Random random)
    {
        string[] words = ["plan", "Größe", "并且", "🙂", "حوار", "code:\n\tx = \"1\"", "naïve", "\u0000", "👩‍👩‍👧", "end."];
        var text = new StringBuilder();
        for (var count = random.Next(3, 400); count > 0; count--)
            text.Append(words[random.Next(words.Length)]).Append(' ');
        return text.ToString().TrimEnd();
    }
}
