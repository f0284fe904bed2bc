namespace Roundtable.Tests.Sandbox;

/// <summary>A fresh temporary directory with a place for a store of one kind, judged when the test is over, then deleted.</summary>
public interface IStoreSandbox : IDisposable
{
    /// <summary>Which store it is for.</summary>
    static abstract Type StoreType { get; }

    /// <summary>The temporary directory.</summary>
    string Root { get; }

    /// <summary>The folder that everything of the store is in; nothing else is.</summary>
    string Data { get; }

    /// <summary>The store's name, for <c>--store</c>.</summary>
    string Store { get; }

    /// <summary>Changes when the store has made a checkpoint. Not for the process that has the store open.</summary>
    string? CheckpointMark();

    /// <summary>Damages what is stored of a message, so that no checksum fits it. Nothing may have the store open.</summary>
    /// <param name="seq">The chunk; 0: the opening of a reply.</param>
    void DamageChunk(MessageId message, int seq);

    /// <summary>Judges the store as it is now.</summary>
    /// <exception cref="SandboxViolationException">Something is wrong with it.</exception>
    void Validate();
}
