using System.Net.Http.Headers;

namespace Roundtable.Agents;

/// <summary>
/// Stands between the OpenAI client and the network: sends our key or none, drops what errors say (it may quote the
/// prompt, and has no bound), and lets <see cref="CompletionStream"/> watch for what the client does not report.
/// </summary>
internal sealed class CompletionHandler(string? apiKey, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = apiKey is null ? null : new AuthenticationHeaderValue("Bearer", apiKey);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var received = response.Content;
        if (!response.IsSuccessStatusCode)
        {
            received.Dispose();
            response.Content = new ByteArrayContent([]);
            return response;
        }

        var stream = await received.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        response.Content = new StreamContent(new CompletionStream(stream));
        response.Content.Headers.ContentType = received.Headers.ContentType;
        return response;
    }
}
