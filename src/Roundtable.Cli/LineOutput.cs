using System.Text;

namespace Roundtable.Cli;

/// <summary>Lines of UTF-8 to the console as they are, or as text to another writer.</summary>
internal sealed class LineOutput(TextWriter output) : IAsyncDisposable
{
    private readonly Stream? _console = ReferenceEquals(output, Console.Out)
        ? new BufferedStream(Console.OpenStandardOutput(), 64 * 1024)
        : null;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        if (_console is not null)
            await _console.WriteAsync(line, cancellationToken);
        else
            await output.WriteAsync(Encoding.UTF8.GetString(line.Span).AsMemory(), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_console is not null)
            await _console.DisposeAsync();
    }
}
