using System.Globalization;
using System.Text;

namespace Roundtable.Child.Power;

/// <summary>What the store has acknowledged, a line each, kept on another disk; the disk under test gets each number as a mark.</summary>
internal sealed class Statements : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _lines;
    private readonly FileStream _control;
    private int _count;

    public Statements(string path, string control)
    {
        _lines = new StreamWriter(path) { AutoFlush = true };
        _control = new FileStream(control, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>Begins: from here on the power may be cut.</summary>
    public void Begin() => Mark(0);

    public void Add(string kind, object id, object value)
    {
        lock (_gate)
        {
            _lines.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind} {id} {value}"));
            Mark(++_count);
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _control.Dispose();
    }

    private void Mark(int number) =>
        RandomAccess.Write(
            _control.SafeFileHandle,
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"mark {number}\n")),
            fileOffset: 0
        );
}
