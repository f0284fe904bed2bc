namespace Roundtable.Moving;

/// <summary>A store is the target of a copy that is not finished, and is good for nothing but going on with it.</summary>
public sealed class StoreUnfinishedException(string message, Exception? inner = null) : Exception(message, inner);
