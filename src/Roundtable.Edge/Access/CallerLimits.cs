using System.Threading.RateLimiting;
using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Access;

/// <summary>Keeps one user from taking the server away from the others.</summary>
internal sealed class CallerLimits : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly PartitionedRateLimiter<UserId>? _requests;
    private readonly PartitionedRateLimiter<UserId> _streams;

    public CallerLimits(RoundtableOptions options)
    {
        var (perSecond, streams) = (options.Limits.RequestsPerSecondMax, options.Limits.StreamsMax);
        if (options.Access.ApiKeys)
            _requests = PartitionedRateLimiter.Create<UserId, UserId>(user =>
                RateLimitPartition.GetTokenBucketLimiter(user, _ => Bucket(perSecond))
            );
        _streams = PartitionedRateLimiter.Create<UserId, UserId>(user =>
            RateLimitPartition.GetConcurrencyLimiter(user, _ => new ConcurrencyLimiterOptions { PermitLimit = streams })
        );
    }

    /// <exception cref="ProblemException">It is one too many.</exception>
    public void Request(UserId user)
    {
        using var lease = _requests?.AttemptAcquire(user);
        if (lease is { IsAcquired: false })
            throw new ProblemException(
                Problem.TooManyRequests,
                "You send more requests than the server takes; send fewer, and try again."
            )
            {
                RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? pause : Second,
            };
    }

    /// <summary>A stream is open until the result is disposed.</summary>
    /// <exception cref="ProblemException">It is one too many.</exception>
    public IDisposable Stream(UserId user)
    {
        var lease = _streams.AttemptAcquire(user);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw new ProblemException(
            Problem.TooManyStreams,
            "You have as many streams open as the server takes; close one, and try again."
        )
        {
            RetryAfter = Second,
        };
    }

    public void Dispose()
    {
        _requests?.Dispose();
        _streams.Dispose();
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) =>
        new()
        {
            TokenLimit = perSecond * LimitsOptions.BurstSeconds,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = Second,
        };
}
