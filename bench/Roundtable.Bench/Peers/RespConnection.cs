using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Roundtable.Bench.Peers;

/// <summary>
/// A connection to Redis that costs as little as one can: it shares two cores with what is measured. An array is an
/// <c>object?[]</c>, a string bytes, a number a <c>long</c>.
/// </summary>
internal sealed class RespConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _bytes = new byte[4 * 1024];
    private int _begin;
    private int _end;

    public static async Task<RespConnection> OpenAsync(int port)
    {
        var connection = new RespConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return connection;
    }

    /// <summary>A command as it is sent.</summary>
    public static byte[] Command(params ReadOnlySpan<string> words)
    {
        var text = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words)
            text.Append(null, $"${word.Length}\r\n{word}\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public async Task<object?> AskAsync(byte[] command, CancellationToken cancellationToken)
    {
        await SendAsync(command);
        return await ReceiveAsync(cancellationToken);
    }

    public async Task SendAsync(byte[] commands)
    {
        for (var sent = 0; sent < commands.Length; )
            sent += await _socket.SendAsync(commands.AsMemory(sent));
    }

    /// <summary>The next answer.</summary>
    /// <exception cref="InvalidOperationException">It is an error.</exception>
    public async Task<object?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var position = _begin;
            if (TryRead(ref position, out var answer))
            {
                _begin = position;
                return answer;
            }

            MakeRoom();
            var length = await _socket.ReceiveAsync(_bytes.AsMemory(_end), cancellationToken);
            if (length == 0)
                throw new IOException("The connection was closed.");
            _end += length;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void MakeRoom()
    {
        _bytes.AsSpan(_begin, _end - _begin).CopyTo(_bytes);
        (_begin, _end) = (0, _end - _begin);
        if (_end == _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
    }

    private bool TryRead(ref int position, out object? answer)
    {
        answer = null;
        var length = _bytes.AsSpan(position, _end - position).IndexOf("\r\n"u8);
        if (length < 0)
            return false;
        var line = _bytes.AsSpan(position, length);
        position += length + 2;
        switch (line[0])
        {
            case (byte)'-':
                throw new InvalidOperationException(Encoding.UTF8.GetString(line));
            case (byte)':':
                answer = Number(line);
                return true;
            case (byte)'$':
                return TryReadBytes((int)Number(line), ref position, out answer);
            case (byte)'*':
                return TryReadArray((int)Number(line), ref position, out answer);
            default:
                answer = line[1..].ToArray();
                return true;
        }
    }

    private bool TryReadBytes(int length, ref int position, out object? answer)
    {
        answer = null;
        if (length < 0)
            return true;
        if (_end - position < length + 2)
            return false;
        answer = _bytes.AsSpan(position, length).ToArray();
        position += length + 2;
        return true;
    }

    private bool TryReadArray(int length, ref int position, out object? answer)
    {
        var items = length < 0 ? null : new object?[length];
        answer = items;
        for (var i = 0; i < length; i++)
        {
            if (!TryRead(ref position, out items![i]))
                return false;
        }

        return true;
    }

    private static long Number(ReadOnlySpan<byte> line) => Utf8Parser.TryParse(line[1..], out long number, out _) ? number : 0;
}
