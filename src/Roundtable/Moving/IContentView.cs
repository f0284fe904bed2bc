namespace Roundtable.Moving;

/// <summary>What a store holds, as one more thread reads it.</summary>
public interface IContentView : IStoreContent, IDisposable;
