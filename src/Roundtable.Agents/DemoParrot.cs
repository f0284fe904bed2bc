namespace Roundtable.Agents;

/// <summary>Says again what was said; short.</summary>
internal static class DemoParrot
{
    public static string Answer(DemoQuestion question) =>
        $"🦜 {question.Pick(1, "Squawk!", "Awk!", "Krah!")} “{question.Excerpt}”! "
        + $"{question.Pick(2, "You said", "Somebody said", "I heard")}: {question.Excerpt}. "
        + question.Pick(
            3,
            "Pretty question, pretty question. Who has a biscuit?",
            "Say it again, say it again! I like the way it sounds.",
            "I could say that all day. I will say that all day."
        );
}
