namespace Roundtable.Tests.Contract;

/// <summary>The same for who asks for no flush: whoever writes commits.</summary>
public sealed class ProcessStorage() : FileStorage(Durability.ProcessOnlyLossyOnPowerCut);
