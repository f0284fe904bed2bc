using System.Runtime.CompilerServices;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>Writes one reply: reads what was said, then asks the model.</summary>
internal sealed class Speaker(HistoryBuilder history, ModelStream models)
{
    /// <summary>What the agent says, as it comes.</summary>
    public async IAsyncEnumerable<Delta> SpeakAsync(
        ReplyAssignment assignment,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var context = await history.BuildAsync(assignment, cancellationToken).ConfigureAwait(false);
        var answer = models.AnswerAsync(assignment.Agent, context, cancellationToken);
        await foreach (var delta in answer.ConfigureAwait(false))
            yield return delta;
    }
}
