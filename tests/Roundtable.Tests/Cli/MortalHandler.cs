using System.Net.Sockets;

namespace Roundtable.Tests.Cli;

/// <summary>
/// A connection to a process that dies just when it is made fails with the socket's own exception, now and then; to whoever asks,
/// it is a request that failed, like any other.
/// </summary>
internal sealed class MortalHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException failure)
        {
            throw new HttpRequestException(failure.Message, failure);
        }
    }
}
