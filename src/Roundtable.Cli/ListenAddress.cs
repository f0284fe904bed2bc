using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Roundtable.Cli;

/// <summary>An address that the server may listen on: plain HTTP, and on loopback only unless callers have to bring a key.</summary>
/// <param name="Address">The address; null for <c>localhost</c>, which is both IPv4 and IPv6 loopback.</param>
/// <param name="Port">The port; 0: any free one.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <exception cref="CommandException">It is not such an address.</exception>
    public static IReadOnlyList<ListenAddress> ParseAll(string urls, bool hasKeys) =>
        [
            .. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .DefaultIfEmpty("")
                .Select(url => Parse(url, hasKeys)),
        ];

    public void ListenOn(KestrelServerOptions kestrel)
    {
        if (Address is null)
            kestrel.ListenLocalhost(Port, listener => listener.Use(ResetIsEnd.Before));
        else
            kestrel.Listen(Address, Port, listener => listener.Use(ResetIsEnd.Before));
    }

    private static ListenAddress Parse(string url, bool hasKeys)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
            throw new CommandException($"'{url}' is not an address to listen on; use one such as {Default}.");
        if (uri.Host == "localhost")
        {
            return uri.Port != 0
                ? new ListenAddress(null, uri.Port)
                : throw new CommandException("A free port is chosen on one address only; use http://127.0.0.1:0.");
        }

        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address))
            throw new CommandException(
                $"'{url}' names a host; give the address to listen on, such as http://0.0.0.0:5080 for all of them."
            );
        var parsed = new ListenAddress(address, uri.Port);
        return parsed.IsLoopback || hasKeys
            ? parsed
            : throw new CommandException(
                $"'{url}' is not a loopback address, and without API keys whoever can reach the server is us01. Set "
                    + "Roundtable:Access:ApiKeys to true (the environment: Roundtable__Access__ApiKeys=true), and give each user "
                    + $"a key with 'users add NAME'; or use {Default}."
            );
    }
}
