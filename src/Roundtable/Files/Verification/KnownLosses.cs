using Roundtable.Disk;
using Roundtable.Files.Moving;
using Roundtable.Moving;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>What the notes in <c>aside/</c> say is lost. It keeps its numbers, and reads go on naming it.</summary>
internal sealed class KnownLosses
{
    public const string NoteExtension = ".note.json";

    private readonly List<DamageNote> _notes = [];
    private ILookup<StoreUnit?, DamageNote>? _byUnit;
    private readonly HashSet<string> _lost = [];
    private readonly Dictionary<string, HashSet<string>> _names = [];
    private readonly HashSet<(string Path, string Reason)> _said = [];

    public IReadOnlyList<DamageNote> Notes => _notes;

    /// <summary>Reads all notes; one that is not sound says nothing.</summary>
    public static KnownLosses Read(IDisk disk, string folder)
    {
        var losses = new KnownLosses();
        var aside = Path.Combine(folder, StoreLayout.Aside);
        foreach (var name in disk.List(aside).Where(IsNote).Order(StringComparer.Ordinal))
        {
            if (ReadNote(disk, Path.Combine(aside, name)) is { } note)
                losses.Add(note);
        }

        return losses;
    }

    public static bool IsNote(string name) => name.EndsWith(NoteExtension, StringComparison.Ordinal);

    public static DamageNote? ReadNote(IDisk disk, string path)
    {
        try
        {
            var note = ChecksummedJson.Decode(disk.Read(path) ?? [], FileJson.Default.DamageNote, out _);
            return note?.Format == ChecksummedJson.Format ? note : null;
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            return null;
        }
    }

    /// <summary>The notes of a unit that copies take along.</summary>
    public IEnumerable<DamageNote> NotesOf(StoreUnit unit) => (_byUnit ??= _notes.ToLookup(LossNotes.UnitOf))[unit];

    /// <summary>The names that a folder would have if nothing were lost.</summary>
    public IEnumerable<string> NamesIn(string folder) => _names.GetValueOrDefault(folder) ?? [];

    /// <summary>Whether it is known that this is not there, or does not fit.</summary>
    public bool Contains(string path, string reason) =>
        (reason == Finding.Missing && _lost.Contains(path)) || _said.Contains((path, reason));

    private void Add(DamageNote note)
    {
        _notes.Add(note);
        foreach (var path in note.Lost.Where(_lost.Add))
        {
            var folder = Path.GetDirectoryName(path) ?? "";
            if (!_names.TryGetValue(folder, out var names))
                _names[folder] = names = [];
            names.Add(Path.GetFileName(path));
        }

        _said.Add((note.Path, note.Reason));
        // What was set aside is not there any more, and that is known, too.
        if (note.Aside is not null)
            _said.Add((note.Path, Finding.Missing));
    }
}
