using Roundtable.Disk;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>Reads for one pass, counts what it reads, and collects what is found. A part of a pass on another thread has a part of it.</summary>
/// <param name="whole">What it is a part of, where everything is counted; null: it is the whole.</param>
internal sealed class VerificationLog(IDisk disk, string folder, VerificationLog? whole = null)
{
    private readonly Lock _counting = new();
    private readonly List<Finding> _findings = [];
    private readonly List<Finding> _notes = [];
    private readonly HashSet<string> _places = [];

    public IReadOnlyList<Finding> Findings => _findings;

    public IReadOnlyList<Finding> Notes => _notes;

    public long Files { get; private set; }

    public long SizeBytes { get; private set; }

    public int Users { get; set; }

    public int Conversations { get; set; }

    public long Messages { get; set; }

    /// <summary>Called after every file, by one thread at a time.</summary>
    public Action<VerificationLog>? Told { get; init; }

    /// <summary>What the journal holds; null in a first pass, which suspects and does not judge.</summary>
    public JournalLook? Journal { get; init; }

    /// <summary>A part of it, for another thread; to be joined when that is done.</summary>
    public VerificationLog Part() => new(disk, folder, this) { Journal = Journal };

    /// <summary>Takes what a part has found.</summary>
    public void Join(VerificationLog part)
    {
        _findings.AddRange(part._findings);
        _notes.AddRange(part._notes);
        _places.UnionWith(part._places);
        Messages += part.Messages;
    }

    /// <summary>The file; null when it is not there, or when it cannot be read, which is then found.</summary>
    public byte[]? Read(string path, string cost)
    {
        try
        {
            if (disk.Read(Path.Combine(folder, path)) is not { } bytes)
                return null;
            (whole ?? this).Count(bytes.Length);
            return bytes;
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            Find(path, failure.IsLink ? Finding.Link : Finding.Unreadable, cost);
            return null;
        }
    }

    public void Find(string path, string reason, string cost)
    {
        if (reason == Finding.Missing && Journal?.Holds(path) == true)
            return;
        _places.Add(path);
        var isMended = Journal?.Holds(path) == true;
        _findings.Add(
            new Finding(path, IdOf(path), reason, isMended ? "Nothing: the journal has it, and the next start writes it." : cost)
        );
    }

    public void Find(IEnumerable<Finding> findings) => _findings.AddRange(findings);

    /// <summary>A name that reading does not reach.</summary>
    public void Note(string path, string cost) => _notes.Add(new Finding(path, "", Finding.Stray, cost));

    /// <summary>Whether something was found at this very place.</summary>
    public bool HasFound(string path) => _places.Contains(path);

    private void Count(int sizeBytes)
    {
        lock (_counting)
        {
            Files++;
            SizeBytes += sizeBytes;
            Told?.Invoke(this);
        }
    }

    public static string IdOf(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        if (StoreLayout.TryParseMessage(name, out var message, out var seq))
            return seq == 0 ? message.ToString() : new ChunkId(message, seq).ToString();
        if (StoreLayout.TryParseConversation(name, out var conversation, out _))
            return conversation.ToString();
        if (StoreLayout.TryParseSealed(name, out conversation, out _))
            return conversation.ToString();
        var user = path.Split('/').ElementAtOrDefault(1);
        return path.StartsWith(StoreLayout.Users + '/', StringComparison.Ordinal) && UserId.TryParse(user, null, out _)
            ? user
            : "";
    }
}
