using Microsoft.AspNetCore.Http;
using Roundtable.Agents;
using Roundtable.Edge.Problems;

namespace Roundtable.Tests.Edge;

/// <summary>Which problem an exception is, is decided in one place.</summary>
public sealed class RefusalTests
{
    private static readonly ConversationId Conversation = ConversationId.Parse("us01-co01");

    public static TheoryData<Exception, bool, string, bool> Table =>
        new()
        {
            { new StorageUnavailableException(StorageFault.Full, "full"), false, "storage-full", true },
            { new StorageUnavailableException(StorageFault.Unavailable, "broken"), false, "storage-unavailable", true },
            { new StorageUnavailableException(StorageFault.Unavailable, "closing"), true, "shutting-down", true },
            { new ShuttingDownException(), false, "shutting-down", true },
            { new ShuttingDownException(), true, "shutting-down", true },
            { new ObjectDisposedException("store"), true, "shutting-down", true },
            { new ObjectDisposedException("store"), false, "internal", false },
            { new TooManyRepliesException(Conversation), false, "too-many-replies", false },
            { new UnknownAgentException("nobody"), false, "unknown-agent", false },
            { new BadHttpRequestException("slow", 408), false, "request-timeout", false },
            { new BadHttpRequestException("large", 413), false, "body-too-large", false },
            { new BadHttpRequestException("odd", 400), false, "malformed-request", false },
            { new InvalidOperationException("secret"), false, "internal", false },
        };

    [Theory]
    [MemberData(nameof(Table), DisableDiscoveryEnumeration = true)]
    public void An_exception_is_a_problem(Exception exception, bool isStopping, string name, bool mayBeTriedAgain)
    {
        var refusal = Refusals.Of(exception, isStopping);

        Assert.Equal(name, refusal.Problem.Name);
        Assert.Equal(mayBeTriedAgain, refusal.RetryAfter is not null);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "not-found")]
    [InlineData(405, "method-not-allowed")]
    [InlineData(408, "request-timeout")]
    [InlineData(413, "body-too-large")]
    [InlineData(415, "unsupported-media-type")]
    [InlineData(400, "malformed-request")]
    [InlineData(500, "internal")]
    public void A_bare_status_is_a_problem(int status, string name) =>
        Assert.Equal((name, status), (Refusals.Of(status).Problem.Name, Refusals.Of(status).Problem.Status));
}
