namespace Roundtable.Agents;

/// <summary>Doubts everything, in a numbered list of middling length.</summary>
internal static class DemoCritic
{
    public static string Answer(DemoQuestion question) =>
        $"""
            {question.Pick(
                1,
                "Let me disagree, usefully.",
                "I would not be so sure.",
                "Three objections, in order of weight."
            )} About "{question.Excerpt}":

            1. **{question.Pick(
                2,
                "The terms are loose.",
                "The question leans.",
                "Something is taken for granted."
            )}** {question.Pick(3, Terms)}
            2. **{question.Pick(4, "Where is the evidence?", "Show the numbers.", "Who has tried it?")}** {question.Pick(
                5,
                Evidence
            )}
            3. **{question.Pick(6, "It costs something.", "What is given up?", "The other side has a case.")}** {question.Pick(
                7,
                Costs
            )}

            > {question.Pick(8, Verdicts)}
            """;

    private static readonly string[] Terms =
    [
        "Two readers would take it in two ways and both would nod. Say which of the two is meant, and half of the difficulty may disappear.",
        "It already contains the answer it hopes for. Ask it the other way round and see whether you would still accept the same reply.",
        "Perhaps it holds, but nobody has said why, and the rest stands on it. I would start by trying to break that one assumption.",
    ];

    private static readonly string[] Evidence =
    [
        "A single example proves that a thing is possible, not that it is likely. I would want to see the cases in which it did not work.",
        "Before and after are not enough; much else changed in between. What would have happened without it?",
        "If nobody measured it, we are comparing impressions, and impressions favour whatever was last and loudest.",
    ];

    private static readonly string[] Costs =
    [
        "Time spent here is not spent elsewhere. Name the next best use of it and compare honestly.",
        "Every gain mentioned has somebody who pays for it. They are not in this conversation, so I speak for them.",
        "It can be undone only slowly. That alone asks for a smaller first step than the one proposed.",
    ];

    private static readonly string[] Verdicts =
    [
        "My verdict: promising, unproven, and in need of a test that it could fail.",
        "My verdict: right for the wrong reason, which is how things go wrong later.",
        "My verdict: I could be convinced, but not by this.",
    ];
}
