using Roundtable.Files.Disk;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>What users, agents and readers do to a store while a process lives, by chance and reproducibly.</summary>
internal sealed class Workload(HandStore store, Truth truth, Random random, JumpingClock clock)
{
    private readonly List<(Task<Action> Answer, Attempt Attempt)> _waiting = [];
    private bool _isInterrupted;
    private bool _runsFiles;

    /// <summary>Why requests were refused.</summary>
    public List<StorageFault> Refusals { get; } = [];

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
        Hear();
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
            else if (!_runsFiles)
                store.Files.DoNext();
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
        Hear();
        if (random.Next(4) == 0)
            store.Checkpoint();
    }

    private void Ask(UserId owner)
    {
        switch (random.Next(15))
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
            default:
                for (var count = random.Next(1, 4); count > 0; count--)
                    AppendBundle();
                break;
        }
    }

    private void CreateConversation(UserId owner)
    {
        if (truth.Conversations.Count < 4)
            AskForConversation(owner);
    }

    private void AskForConversation(UserId owner)
    {
        var title = NewText();
        Wait(
            store.Store.CreateConversationAsync(owner, new ConversationFacts { Title = title }, CancellationToken.None),
            truth.TryConversation(title),
            created => truth.Conversations.Add(new ConversationTruth(created!.Id, title))
        );
    }

    private void ChangeTitle(UserId owner)
    {
        if (truth.Conversations.Count == 0)
            return;
        var conversation = Pick(truth.Conversations);
        var title = NewText();
        Wait(
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
                conversation.Titles.Add(title);
                Assert.Equal(conversation.Titles.Count, changed!.Revision);
            }
        );
    }

    private void BeginTurn(UserId owner)
    {
        if (truth.Conversations.Count == 0)
            return;
        var conversation = Pick(truth.Conversations);
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
        Wait(
            store.Store.BeginTurnAsync(conversation.Id, turn, CancellationToken.None),
            conversation.Try(turn),
            stored => conversation.Acknowledge(turn, stored!)
        );
    }

    private void AppendBundle()
    {
        if (PickOpen() is not { } reply)
            return;
        var next = reply.Next;
        var bundle = new Bundle
        {
            MessageId = reply.Id,
            Seq = next.HasOpenChunk && random.Next(4) == 0 ? next.Seq + 1 : next.Seq,
            Offset = next.Length,
            Tokens = NewText(),
            TokenCount = random.Next(1, 21),
            Timestamp = clock.GetUtcNow(),
            ClosesChunk = random.Next(3) == 0,
        };
        Wait(AppendAsync(bundle), reply.Try(bundle), _ => reply.Acknowledge(bundle));
    }

    private async ValueTask<bool> AppendAsync(Bundle bundle)
    {
        await store.Store.AppendBundleAsync(bundle, CancellationToken.None);
        return true;
    }

    private void EndMessage()
    {
        if (PickOpen() is not { } reply)
            return;
        var reason = Pick([FinishReason.Stop, FinishReason.Length, FinishReason.Error, FinishReason.Cancelled]);
        var error = reason == FinishReason.Error ? new MessageError("failed", NewText()) : null;
        var attempt = reply.Try(reason);
        Wait(
            store.Store.EndMessageAsync(reply.Id, new MessageEnd(reason, error), CancellationToken.None),
            attempt,
            isFirst =>
            {
                if (isFirst)
                    reply.Acknowledge(reason);
                else
                    Assert.NotNull(reply.End);
            }
        );
    }

    private void Read()
    {
        var replies = truth.Conversations.SelectMany(conversation => conversation.Messages).ToList();
        if (Reads && replies.Count > 0 && Pick(replies) is { } message)
            message.See(Reading.Of(store.Store, message.Id).Text);
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

    private void Wait<T>(ValueTask<T> answer, Attempt attempt, Action<T> acknowledge)
    {
        _waiting.Add((AnswerAsync(), attempt));

        async Task<Action> AnswerAsync()
        {
            var value = await answer;
            return () =>
            {
                if (value is not false)
                    truth.Succeeded(attempt);
                else
                    truth.Forget(attempt);
                acknowledge(value);
            };
        }
    }

    /// <summary>All that waited has been answered by the step before.</summary>
    private void Hear()
    {
        foreach (var (answer, attempt) in _waiting)
        {
            try
            {
                answer.GetAwaiter().GetResult()();
            }
            catch (StorageUnavailableException refusal)
            {
                attempt.IsRefused = true;
                Refusals.Add(refusal.Fault);
            }
            catch (InvalidOperationException)
            {
                truth.Forget(attempt);
            }
        }

        _waiting.Clear();
        truth.Settle();
    }

    private MessageTruth? PickOpen() => truth.OpenReplies.ToList() is { Count: > 0 } open ? Pick(open) : null;

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private string NewText() =>
        $"«{random.Next():x8}»"
        + new string((char)('a' + random.Next(26)), random.Next(8) == 0 ? random.Next(2000) : random.Next(40));
}
