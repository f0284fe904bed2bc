using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Roundtable.Cli;

/// <summary>An address that the server may listen on: plain HTTP, on loopback, as long as nobody has to bring a key.</summary>
/// <param name="Address">The address; null for <c>localhost</c>, which is both IPv4 and IPv6.</param>
/// <param name="Port">The port; 0: any free one.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    public const string Default = "http://127.0.0.1:5080";

    /// <exception cref="CommandException">It is not such an address.</exception>
    public static IReadOnlyList<ListenAddress> ParseAll(string urls) =>
        [
            .. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .DefaultIfEmpty("")
                .Select(Parse),
        ];

    public void ListenOn(KestrelServerOptions kestrel)
    {
        if (Address is null)
            kestrel.ListenLocalhost(Port, listener => listener.Use(ResetIsEnd.Before));
        else
            kestrel.Listen(Address, Port, listener => listener.Use(ResetIsEnd.Before));
    }

    private static ListenAddress Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
            throw new CommandException($"'{url}' is not an address to listen on; use one such as {Default}.");
        if (uri.Host == "localhost")
        {
            return uri.Port != 0
                ? new ListenAddress(null, uri.Port)
                : throw new CommandException("A free port is chosen on one address only; use http://127.0.0.1:0.");
        }

        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)
            ? new ListenAddress(address, uri.Port)
            : throw new CommandException(
                $"'{url}' is not a loopback address. Whoever can reach the server is us01, so it listens on this machine only, "
                    + $"until API keys are available; use {Default}, and a tunnel from elsewhere."
            );
    }
}
