namespace Roundtable;

/// <summary>A person whose conversations are kept.</summary>
public sealed record User
{
    /// <summary>Longest name, in UTF-16 code units.</summary>
    public const int NameLengthMax = 200;

    /// <summary>The user.</summary>
    public required UserId Id { get; init; }

    /// <summary>What they are called.</summary>
    public required string Name { get; init; }

    /// <summary>Which revision of the profile this is, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>When the user was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// The keys by which the user may call, revoked ones too, in the order in which they were made. None while the newest
    /// revision of the profile cannot be read: it may have revoked any of them.
    /// </summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];
}
