using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Roundtable.Edge.Opening;

/// <summary>Asks the server for its health over a connection of its own, as whoever watches it does.</summary>
internal static class OwnConnection
{
    private static ReadOnlyMemory<byte> Request { get; } =
        "GET /healthz/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray();

    /// <summary>Returns when it has answered, whatever it says; at once when it does not listen by plain HTTP.</summary>
    /// <exception cref="SocketException">It does not answer.</exception>
    public static async Task AskAsync(IServer server, CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.Select(PlaceOf).FirstOrDefault(place => place is not null) is not { } place)
            return;
        using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(place, cancellationToken);
        await socket.SendAsync(Request, cancellationToken);
        var answer = new byte[1024];
        while (await socket.ReceiveAsync(answer, cancellationToken) > 0) { }
    }

    private static IPEndPoint? PlaceOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            return null;
        if (uri.Host == "localhost")
            return new IPEndPoint(IPAddress.Loopback, uri.Port);
        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address))
            return null;
        // All addresses are no place to connect to.
        if (address.Equals(IPAddress.Any))
            address = IPAddress.Loopback;
        if (address.Equals(IPAddress.IPv6Any))
            address = IPAddress.IPv6Loopback;
        return new IPEndPoint(address, uri.Port);
    }
}
