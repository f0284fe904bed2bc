using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Roundtable.Files.Disk;

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
        var buffer = new byte[ReadBytes];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, checked(buffer.Length * 4));
            var read = ReadSome(handle, path, buffer.AsSpan(length), length);
            if (read == 0)
                break;
            length += read;
        }

        Array.Resize(ref buffer, length);
        return buffer;
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
