using Roundtable.Disk;
using Roundtable.Stored;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>What users, agents and readers do to a store while a process lives, by chance and reproducibly.</summary>
internal sealed class Workload(HandStore store, Truth truth, Random random, JumpingClock clock)
{
    private readonly Answers _answers = new(truth);
    private bool _isInterrupted;
    private bool _runsFiles;

    /// <summary>Why requests were refused.</summary>
    public IReadOnlyList<StorageFault> Refusals => _answers.Refusals;

    /// <summary>Whether readers look while the disk fails reads.</summary>
    public bool Reads { get; init; } = true;

    public void Act(UserId owner)
    {
        Ask(owner);
        if (random.Next(3) > 0)
            Commit();
        if (random.Next(2) == 0)
            Publish(random.Next(6));
        if (random.Next(10) == 0)
            store.Checkpoint();
        if (random.Next(40) == 0)
            Seal();
    }

    /// <summary>Whether a new conversation is created now.</summary>
    public bool Works(UserId owner)
    {
        var before = truth.Conversations.Count;
        AskForConversation(owner);
        Commit();
        return truth.Conversations.Count == before + 1;
    }

    public void Commit()
    {
        _runsFiles = false;
        store.Commit();
        _answers.Hear();
    }

    public void Publish(int count)
    {
        _runsFiles = true;
        while (count-- > 0 && store.Files.DoNext()) { }
        _runsFiles = false;
    }

    /// <summary>What others do while one thread is in the middle of an operation of the disk: they read, or the other thread goes on.</summary>
    public void Meanwhile()
    {
        if (_isInterrupted || random.Next(6) > 0)
            return;
        _isInterrupted = true;
        try
        {
            if (random.Next(3) > 0)
                Read();
            else if (!_runsFiles || random.Next(2) == 0)
                store.Files.DoNext(helps: _runsFiles); // Beside what the first thread that names files is at, the second one.
            else
                CommitMeanwhile();
        }
        finally
        {
            _isInterrupted = false;
        }
    }

    private void CommitMeanwhile()
    {
        store.Commit();
        _answers.Hear();
        if (random.Next(4) == 0)
            store.Checkpoint();
    }

    private void Ask(UserId owner)
    {
        switch (random.Next(16))
        {
            case 0:
                CreateConversation(owner);
                break;
            case 1:
                ChangeTitle(owner);
                break;
            case 2 or 3:
                BeginTurn(owner);
                break;
            case 4 or 5:
                EndMessage();
                break;
            case 6:
                Read();
                break;
            case 7:
                clock.Jump(random.Next(8) == 0 ? TimeSpan.FromDays(random.Next(-400, 400)) : TimeSpan.FromSeconds(1));
                break;
            case 8 when random.Next(4) == 0:
                Delete(owner);
                break;
            default:
                for (var count = random.Next(1, 4); count > 0; count--)
                    AppendBundles(random.Next(1, 4));
                break;
        }
    }

    private void CreateConversation(UserId owner)
    {
        if (truth.Living.Count < 4)
            AskForConversation(owner);
    }

    private void AskForConversation(UserId owner)
    {
        var title = NewTitle();
        _answers.Wait(
            store.Store.CreateConversationAsync(owner, new ConversationFacts { Title = title }, CancellationToken.None),
            truth.TryConversation(title),
            created => truth.Conversations.Add(new ConversationTruth(created!.Id, title))
        );
    }

    private void ChangeTitle(UserId owner)
    {
        if (truth.Living.Count == 0)
            return;
        var conversation = Pick(truth.Living);
        var title = NewTitle();
        _answers.Wait(
            store.Store.ChangeConversationAsync(
                conversation.Id,
                new ConversationFacts { Title = title },
                owner,
                null,
                CancellationToken.None
            ),
            conversation.Try(title),
            changed =>
            {
                if (IsGone(conversation, changed))
                    return;
                conversation.Titles.Add(title);
                Assert.Equal(conversation.Titles.Count, changed!.Revision);
            }
        );
    }

    private void Delete(UserId owner)
    {
        if (truth.Living.Count == 0)
            return;
        var conversation = Pick(truth.Living);
        _answers.Wait(
            store.Store.DeleteConversationAsync(conversation.Id, owner, CancellationToken.None),
            conversation.TryDeletion(),
            isFirst =>
            {
                Assert.NotEqual(conversation.IsDeleted, isFirst);
                conversation.Delete();
            }
        );
    }

    /// <summary>Whoever came after its deletion finds nothing, and nobody else does.</summary>
    private static bool IsGone(ConversationTruth conversation, object? answer)
    {
        Assert.Equal(conversation.IsDeleted, answer is null);
        return answer is null;
    }

    private void BeginTurn(UserId owner)
    {
        if (truth.Living.Count == 0)
            return;
        var conversation = Pick(truth.Living);
        var turn = new NewTurn
        {
            AuthorId = owner,
            Content = NewText(),
            TokenCount = 1,
            Replies =
            [
                .. Enumerable.Range(0, random.Next(3)).Select(number => new NewReply($"agent{number}", null, RoutedBy.Default)),
            ],
        };
        _answers.Wait(
            store.Store.BeginTurnAsync(conversation.Id, turn, CancellationToken.None),
            conversation.Try(turn),
            stored =>
            {
                if (!IsGone(conversation, stored))
                    conversation.Acknowledge(turn, stored!);
            }
        );
    }

    private void AppendBundles(int count)
    {
        if (PickOpen() is not { } reply)
            return;
        List<Bundle> bundles = [];
        for (var next = reply.Next; bundles.Count < count; next = next.After(bundles[^1]))
            bundles.Add(NewBundle(reply.Id, next));
        _answers.Wait(AppendAsync(bundles), reply.Try(bundles), _ => reply.Acknowledge(bundles));
    }

    private Bundle NewBundle(MessageId reply, PreparedReply next) =>
        new()
        {
            MessageId = reply,
            Seq = next.HasOpenChunk && random.Next(4) == 0 ? next.Seq + 1 : next.Seq,
            Offset = next.Length,
            Tokens = NewText(),
            TokenCount = random.Next(1, 21),
            Timestamp = clock.GetUtcNow(),
            ClosesChunk = random.Next(3) == 0,
        };

    private async ValueTask<bool> AppendAsync(IReadOnlyList<Bundle> bundles)
    {
        await store.Store.AppendBundlesAsync(bundles, CancellationToken.None);
        return true;
    }

    private void EndMessage()
    {
        if (PickOpen() is not { } reply)
            return;
        var reason = Pick([FinishReason.Stop, FinishReason.Length, FinishReason.Error, FinishReason.Cancelled]);
        var error = reason == FinishReason.Error ? new MessageError("failed", NewText()) : null;
        var attempt = reply.Try(reason);
        _answers.Wait(
            store.Store.EndMessageAsync(reply.Id, new MessageEnd(reason, error), CancellationToken.None),
            attempt,
            isFirst =>
            {
                if (isFirst)
                    reply.Acknowledge(reason);
                else
                    Assert.True(reply.End is not null || !truth.OpenReplies.Contains(reply));
            }
        );
    }

    private void Read()
    {
        var messages = truth
            .Living.SelectMany(conversation => conversation.Messages.Select(message => (conversation, message)))
            .ToList();
        if (!Reads || messages.Count == 0)
            return;
        var (owner, read) = Pick(messages);
        // Its deletion may be visible before whoever asked for it has the answer.
        if (!owner.MayBeDeleted || store.Store.ReadChunksAsync(read.Id, 0, CancellationToken.None).ToBlockingEnumerable().Any())
            read.See(Reading.Of(store.Store, read.Id).Text);
    }

    private void Seal()
    {
        Publish(int.MaxValue);
        clock.Jump(TimeSpan.FromHours(1));
        try
        {
            store.Store.Machinery.Sealer.SealQuiet(TimeSpan.FromMinutes(30));
        }
        catch (DiskException)
        {
            // Sealing is postponed.
        }
    }

    private MessageTruth? PickOpen() => truth.OpenReplies.ToList() is { Count: > 0 } open ? Pick(open) : null;

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private string NewTitle()
    {
        var text = NewText();
        return text[..Math.Min(text.Length, ConversationFacts.TitleLengthMax)];
    }

    private string NewText() =>
        $"«{random.Next():x8}»"
        + new string((char)('a' + random.Next(26)), random.Next(8) == 0 ? random.Next(2000) : random.Next(40));
}
