using System.Reflection;

namespace Roundtable.Tests.Doubles;

/// <summary>A store with somebody in front who may hold calls up, or refuse them.</summary>
public class StoreProxy : DispatchProxy
{
    private IConversationStore? _store;
    private Func<string, Func<object?>, object?>? _intercept;

    /// <param name="intercept">Gets each call's name, and the call; gives what it returns.</param>
    public static IConversationStore Over(IConversationStore store, Func<string, Func<object?>, object?> intercept)
    {
        var proxy = Create<IConversationStore, StoreProxy>();
        ((StoreProxy)(object)proxy)._store = store;
        ((StoreProxy)(object)proxy)._intercept = intercept;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _intercept!(
            targetMethod!.Name,
            () => targetMethod.Invoke(_store, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null)
        );
}
