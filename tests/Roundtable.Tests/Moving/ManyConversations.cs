using System.Globalization;
using Roundtable.Tests.Acceptance;

namespace Roundtable.Tests.Moving;

/// <summary>Writes trees of conversations into a store: questions, and answers in bundles and chunks.</summary>
internal sealed class ManyConversations(IConversationStore store)
{
    private const int BundleLength = 80;
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);

    public async Task WriteAsync(IEnumerable<TreeMessage> trees)
    {
        var user = (await store.AddUserAsync("Ada", CancellationToken.None)).Id;
        var at = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(trees, at, async (tree, _) => await WriteAsync(user, tree));
    }

    private async Task WriteAsync(UserId user, TreeMessage tree)
    {
        var facts = new ConversationFacts { Title = tree.Text[..Math.Min(20, tree.Text.Length)].TrimEnd((char)0xD83D) };
        if (facts.Title.Any(char.IsSurrogate))
            facts = facts with { Title = "A tree" };
        var created = await store.CreateConversationAsync(user, facts, null, CancellationToken.None);
        var next = new Queue<(TreeMessage Question, MessageId? ReplyTo)>([(tree, null)]);
        while (next.TryDequeue(out var asked))
        {
            var turn = new NewTurn
            {
                AuthorId = user,
                Content = asked.Question.Text,
                TokenCount = asked.Question.Text.Length / 4,
                ReplyTo = asked.ReplyTo,
                Replies = [.. asked.Question.Replies.Select((_, i) => new NewReply($"agent{i}", "m", RoutedBy.List))],
            };
            var begun = await store.BeginTurnAsync(created!.Conversation.Id, turn, CancellationToken.None);
            foreach (var (answer, reply) in asked.Question.Replies.Zip(begun!.Replies))
            {
                await SpeakAsync(reply, answer.Text);
                foreach (var question in answer.Replies)
                    next.Enqueue((question, reply));
            }
        }
    }

    private async Task SpeakAsync(MessageId reply, string text)
    {
        var (offset, count) = (0, 0);
        for (; offset < text.Length; count++)
        {
            var end = Math.Min(text.Length, offset + BundleLength);
            end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            var bundle = new Bundle
            {
                MessageId = reply,
                Seq = (count / 3) + 1,
                Offset = offset,
                Tokens = text[offset..end],
                TokenCount = 20,
                Timestamp = Start.AddMilliseconds(count),
                ClosesChunk = count % 3 == 2,
            };
            await store.AppendBundleAsync(bundle, CancellationToken.None);
            offset = end;
        }

        await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), CancellationToken.None);
    }

    /// <summary>A small conversation, another one for each number.</summary>
    public static TreeMessage Small(int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"Question {number} about Köln 并且 🙂.");
        var words = string.Concat(Enumerable.Repeat($"Answer {number}, with some words, and a few more. ", 1 + (number % 12)));
        return new TreeMessage(
            text,
            [new TreeMessage(words, [new TreeMessage($"{text} And then?", [new TreeMessage(words, [])])])]
        );
    }
}
