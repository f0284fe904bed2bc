using System.Reflection;

namespace Roundtable.Tests.Doubles;

/// <summary>A store whose lists are not answered before they are let go; everything else is.</summary>
public class HeldStore : DispatchProxy
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IConversationStore? _store;

    /// <summary>Complete when somebody waits for a list.</summary>
    public Task Asked => _asked.Task;

    public static (IConversationStore Store, HeldStore Held) Over(IConversationStore store)
    {
        var proxy = Create<IConversationStore, HeldStore>();
        var held = (HeldStore)(object)proxy;
        held._store = store;
        return (proxy, held);
    }

    public void Release() => _released.TrySetResult();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IConversationStore.ListConversationsAsync)
            ? new ValueTask<IReadOnlyList<Conversation>>(ListAsync((UserId)args![0]!, (ConversationQuery)args[1]!))
            : targetMethod.Invoke(_store, args);

    private async Task<IReadOnlyList<Conversation>> ListAsync(UserId owner, ConversationQuery query)
    {
        _asked.TrySetResult();
        await _released.Task;
        return await _store!.ListConversationsAsync(owner, query, TestContext.Current.CancellationToken);
    }
}
