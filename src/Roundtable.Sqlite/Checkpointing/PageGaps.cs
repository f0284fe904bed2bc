using System.Buffers.Binary;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Checkpointing;

/// <summary>
/// Overwrites what lies between the rows of a page. <c>secure_delete</c> overwrites rows that are deleted; a row that moved to
/// another page, because its own was full, leaves a copy behind that nothing refers to any more (docs/decisions/0018).
/// </summary>
internal static class PageGaps
{
    private const string Ask = "insert into meta (name, value) values ('gaps', 'asked') on conflict do nothing";
    private const string SelectState = "select value from meta where name = 'gaps'";
    private const string SetDone = "delete from meta where name = 'gaps'";

    // The file's header: sqlite.org/fileformat2.html, 1.3.
    private const int FileHeaderBytes = 100;
    private const int PageSizeAt = 16;
    private const int ReservedAt = 20;
    private const int AutoVacuumAt = 52;

    private const int BytesAtOnce = 1 << 20;

    /// <summary>Below, the first byte of a page that is none of a tree's is 0: it begins with the number of another page.</summary>
    private const long PagesMax = 1 << 25;

    /// <summary>Says that text was deleted.</summary>
    public static void Require(Database database) => database.Prepare(Ask).Execute();

    /// <summary>Whether text was deleted since they were overwritten.</summary>
    public static bool AreRequired(Database database)
    {
        using var row = database.Prepare(SelectState);
        return row.Read();
    }

    /// <summary>
    /// Overwrites them in the whole file, whose log was emptied. Writing waits meanwhile; readers do not. A crash leaves what
    /// was, or zeros, where nobody looks.
    /// </summary>
    /// <returns>False when somebody has written to the log in between; try again.</returns>
    public static bool TryOverwrite(Database database, string logPath)
    {
        database.BeginWriting();
        try
        {
            if (new FileInfo(logPath) is { Exists: true, Length: > 0 })
                return false;
            Overwrite(database.Pages());
        }
        finally
        {
            database.Rollback();
        }

        // What is kept in memory still has them, and would be written again with the next change of its page.
        database.ForgetPages();
        database.Prepare(SetDone).Execute();
        return true;
    }

    private static void Overwrite(DatabasePages file)
    {
        Span<byte> header = stackalloc byte[FileHeaderBytes];
        file.Read(0, header);
        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[PageSizeAt..]) is var size and not 1 ? size : 1 << 16;
        var usable = pageSize - header[ReservedAt];
        var isOurs = BinaryPrimitives.ReadUInt32BigEndian(header[AutoVacuumAt..]) == 0;
        // Somebody has set the file to vacuum itself: then there are pages that look like a tree's and are none.
        if (!isOurs || file.SizeBytes / pageSize >= PagesMax)
            return;

        var bytes = new byte[Math.Max(BytesAtOnce, pageSize)];
        for (long position = 0, end = file.SizeBytes; position < end; position += bytes.Length)
        {
            var part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, end - position));
            file.Read(position, part);
            for (var start = 0; start + pageSize <= part.Length; start += pageSize)
            {
                var isFirst = position + start == 0;
                var page = part.Slice(start, usable);
                if (
                    GapOf(page, isFirst ? FileHeaderBytes : 0) is not (var from, var to)
                    || !page[from..to].ContainsAnyExcept((byte)0)
                )
                    continue;
                page[from..to].Clear();
                file.Write(position + start + from, page[from..to]);
            }
        }

        file.Flush();
    }

    /// <summary>Where nothing is in a page of a tree; null when it is none (sqlite.org/fileformat2.html, 1.6).</summary>
    private static (int From, int To)? GapOf(ReadOnlySpan<byte> page, int header)
    {
        var pointers = page[header] switch
        {
            2 or 5 => header + 12, // An inner page, of an index or a table.
            10 or 13 => header + 8, // A leaf.
            _ => page.Length,
        };
        if (pointers == page.Length)
            return null;
        var count = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 3)..]);
        var content = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 5)..]) is var start and not 0 ? start : 1 << 16;
        var gap = pointers + count * 2;
        if (gap > content || content > page.Length)
            return null;
        for (var i = 0; i < count; i++)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(page[(pointers + i * 2)..]) < content)
                return null;
        }

        return (gap, content);
    }
}
