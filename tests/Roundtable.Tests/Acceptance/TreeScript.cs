using System.Globalization;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Acceptance;

/// <summary>Plays the answers of conversation trees: the model <c>voice-2</c> says the second answer to a question.</summary>
internal sealed class TreeScript
{
    public const string ModelPrefix = "voice-";
    private readonly Dictionary<string, TreeMessage> _questions = [];

    public TreeScript(IEnumerable<TreeMessage> trees)
    {
        foreach (var question in trees.SelectMany(Questions))
            _questions[question.Text] = question;
    }

    public Script Answer(ModelRequest request)
    {
        var voice = int.Parse(request.Model[ModelPrefix.Length..], CultureInfo.InvariantCulture);
        // What the model is asked begins with the speaker's name.
        var asked = request.Question[(request.Question.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        return Script.Say(Pieces(_questions[asked].Replies[voice - 1].Text));
    }

    private static IEnumerable<TreeMessage> Questions(TreeMessage question) =>
        question.Replies.SelectMany(answer => answer.Replies).SelectMany(Questions).Prepend(question);

    /// <summary>A text as models send it: pieces of a few characters now, of dozens of tokens then.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var random = new Random(text.Length);
        for (var position = 0; position < text.Length; )
        {
            var length = Math.Min(text.Length - position, random.Next(8) == 0 ? 200 : random.Next(1, 7));
            if (position + length < text.Length && char.IsHighSurrogate(text[position + length - 1]))
                length++;
            yield return text.Substring(position, length);
            position += length;
        }
    }
}
