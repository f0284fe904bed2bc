namespace Roundtable;

/// <summary>Another process owns the store.</summary>
public sealed class StoreInUseException(string message) : Exception(message);
