namespace Roundtable.Agents;

/// <summary>Calm and long: headings, a list, a table and a piece of code, several hundred tokens.</summary>
internal static class DemoSage
{
    public static string Answer(DemoQuestion question) =>
        $"""
            ## {question.Pick(1, "Taking it slowly", "One step at a time", "A longer look")}

            You ask about *{question.Excerpt}*. {question.Pick(2, Openings)}

            {question.Pick(3, Grounds)}

            ### How I would go about it

            1. **Say what you want to be true at the end.** {question.Pick(4, Ends)}
            2. **Find the smallest part that can be tried.** A part that works teaches more than a plan that is complete, and it is cheaper to throw away.
            3. **Write down what surprised you.** A surprise is the place where the picture in your head and the world differ; there is nothing to learn anywhere else.
            4. **Only then make it larger.** Growth hides mistakes, because everything is slower and there are more places to look.

            {question.Pick(5, Examples)}

            | if you have | then begin with |
            |---|---|
            | an hour | the question that would change your mind |
            | a day | a model of the whole, however crude |
            | a week | the part that you are afraid of |

            ```python
            def approach(problem, patience):
                while patience > 0 and not problem.understood:
                    problem = problem.smaller()
                    patience -= 1
                return problem.solve() if problem.understood else problem.ask_someone()
            ```

            ### What to keep in mind

            - {question.Pick(6, Cautions)}
            - People who disagree with you about *{question.Excerpt}* may be looking at another part of it. Ask them what they see before you tell them what you see.
            - Rest is part of the work. 道は長い, as they say: the road is long 🌿.

            {question.Pick(7, Closings)}
            """;

    private static readonly string[] Openings =
    [
        "There is a short answer, and it is rarely the useful one; let me give you the long one, and you may stop wherever it has served.",
        "It looks like one thing and is three: what is known, what is wished for, and what has merely been assumed for so long that nobody asks.",
        "Many have stood where you stand. What helped them was seldom cleverness; it was looking at the same thing for longer than was comfortable.",
    ];

    private static readonly string[] Grounds =
    [
        "Begin with what does not change. Tools, fashions and opinions pass; the limits of time, of attention and of what can be taken back do not. Whatever you decide here should stand on those.",
        "First separate what you can observe from what you conclude. The two are easily mixed, and most quarrels, with others or with oneself, are about conclusions drawn from different observations.",
        "Consider who will live with the result. A choice that is easy for the one who makes it and hard for everyone after is not a simple choice, only one whose price is paid elsewhere.",
    ];

    private static readonly string[] Ends =
    [
        "If two people would describe it differently, you have not said it yet.",
        "A sentence is enough. If it needs a page, it is still several wishes.",
        "Say also what may stay as it is; that is usually the longer list.",
    ];

    private static readonly string[] Examples =
    [
        "A gardener I think of often planted the same bed three times. The first time she followed the book, the second time her neighbour, the third time the light. Only then did she understand that the book and the neighbour had each described their own garden.",
        "Think of someone learning to sail. Nobody starts with the storm; one starts by noticing where the wind comes from, and keeps noticing, until it needs no thought. Then the storm is only more of something known.",
        "A watchmaker was asked how he found faults so quickly. He said: I do not look for the fault. I look for the last wheel that still turns as it should, and then I look at the next one.",
    ];

    private static readonly string[] Cautions =
    [
        "What is measured will be improved, whether or not it is what you meant. Choose the measure last.",
        "Certainty that comes quickly leaves quickly. Trust the kind that arrived against your wishes.",
        "The first explanation that fits is comfortable; look for a second one before you act on it.",
    ];

    private static readonly string[] Closings =
    [
        "So: start small, look long, and let what you see correct you. That is all I know about it, and it has been enough.",
        "If only one thing stays with you, let it be the first step of the list. The others follow from it.",
        "Come back when the first try has failed; the second conversation is always the better one.",
    ];
}
