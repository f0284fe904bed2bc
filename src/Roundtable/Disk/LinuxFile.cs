using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Roundtable.Disk;

/// <summary>An open file; short reads and writes are completed, interrupted calls repeated.</summary>
internal sealed class LinuxFile(SafeFileHandle handle, string path) : IDiskFile
{
    private const int ReadBytes = 16 * 1024;

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var written = WriteSome(position, bytes);
            position += written;
            bytes = bytes[written..];
        }
    }

    public void Flush()
    {
        if (Native.FlushData(handle) != 0)
            throw LinuxDisk.Failure("fdatasync", path);
    }

    /// <summary>Makes these bytes the whole content.</summary>
    public void Replace(ReadOnlySpan<byte> bytes)
    {
        if (Native.Truncate(handle, 0) != 0)
            throw LinuxDisk.Failure("ftruncate", path);
        Write(0, bytes);
    }

    public void Dispose() => handle.Dispose();

    public static byte[] ReadAll(SafeFileHandle handle, string path)
    {
        // Most files are far smaller than any buffer that spares a second call: a buffer of their own would cost more than they do.
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length)
                    Grow(ref buffer);
                var read = ReadSome(handle, path, buffer.AsSpan(length), length);
                if (read == 0)
                    return buffer.AsSpan(0, length).ToArray();
                length += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 4));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    public static byte[] Read(SafeFileHandle handle, string path, long position, int length)
    {
        var buffer = new byte[length];
        var filled = 0;
        for (int read; filled < length && (read = ReadSome(handle, path, buffer.AsSpan(filled), position + filled)) > 0; )
            filled += read;
        return filled == length ? buffer : buffer[..filled];
    }

    private static unsafe int ReadSome(SafeFileHandle handle, string path, Span<byte> buffer, long position)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var read = Native.Read(handle, start, (nuint)buffer.Length, position);
                if (read >= 0)
                    return (int)read;
                if (Marshal.GetLastPInvokeError() != Native.Interrupted)
                    throw LinuxDisk.Failure("pread", path);
            }
        }
    }

    private unsafe int WriteSome(long position, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            while (true)
            {
                var written = Native.Write(handle, start, (nuint)bytes.Length, position);
                if (written > 0)
                    return (int)written;
                if (written == 0 || Marshal.GetLastPInvokeError() != Native.Interrupted)
                    throw LinuxDisk.Failure("pwrite", path);
            }
        }
    }
}
