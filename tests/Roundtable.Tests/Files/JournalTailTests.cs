using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>What a crash can do to the end of the journal: the batch that was torn is dropped, and nothing before it.</summary>
public sealed class JournalTailTests : IAsyncLifetime
{
    private const int Bundles = 8;
    private const string Text = "a bundle of text. ";

    /// <summary>The last batch: its head (40 bytes) and one bundle (84 and 4 of padding).</summary>
    private const int LastBatchBytes = 124;

    private StreamFixture _fixture = null!;
    private MessageId _reply;
    private string _image = "";

    public async ValueTask InitializeAsync()
    {
        _fixture = await StreamFixture.OpenAsync();
        _reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        for (var i = 0; i < Bundles; i++)
        {
            var bundle = Doubles.Bundles.Of(_reply, Text, i * Text.Length, 1 + (i / 3), closes: i % 3 == 2);
            await _fixture.Store.AppendBundleAsync(bundle, CancellationToken.None);
        }

        _image = _fixture.Photograph();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_journal_cut_anywhere_in_its_last_batch_loses_that_batch_alone()
    {
        for (var cut = 1; cut <= LastBatchBytes; cut += RunLength.Rounds(3, 1))
            await JudgeAsync(bytes => bytes[..(UsedBytes(bytes) - cut)]);
    }

    [Fact]
    public async Task Zeros_where_the_last_batch_should_end_lose_that_batch_alone()
    {
        for (var cut = 1; cut <= LastBatchBytes; cut += RunLength.Rounds(5, 1))
        {
            await JudgeAsync(bytes =>
            {
                bytes.AsSpan(UsedBytes(bytes) - cut).Clear();
                return bytes;
            });
        }
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_last_batch_loses_that_batch_alone()
    {
        for (var back = 1; back <= LastBatchBytes; back += RunLength.Rounds(3, 1))
        {
            await JudgeAsync(bytes =>
            {
                bytes[UsedBytes(bytes) - back] ^= (byte)(1 << (back % 8));
                return bytes;
            });
        }
    }

    [Fact]
    public async Task Garbage_after_the_last_batch_loses_nothing()
    {
        foreach (var length in new[] { 1, 7, 8, 31, 32, 33, 500 })
        {
            await JudgeAsync(
                bytes =>
                {
                    new Random(length).NextBytes(bytes.AsSpan((UsedBytes(bytes) + 7) / 8 * 8, length));
                    return bytes;
                },
                Bundles
            );
        }
    }

    [Fact]
    public async Task A_journal_without_a_sound_record_is_passed_over()
    {
        var copy = _image + "-strays";
        FolderCopy.Make(_image, copy);
        await File.WriteAllBytesAsync(Path.Combine(copy, "journal/000000000099.segment"), [], CancellationToken.None);
        await File.WriteAllBytesAsync(
            Path.Combine(copy, "journal/000000000098.segment"),
            new byte[5_000],
            CancellationToken.None
        );

        await JudgeAsync(copy, Bundles);
    }

    private async Task JudgeAsync(Func<byte[], byte[]> spoil, int bundlesMin = Bundles - 1)
    {
        var copy = $"{_image}-{Guid.NewGuid():N}";
        FolderCopy.Make(_image, copy);
        var segment = Directory
            .GetFiles(Path.Combine(copy, "journal"), "*.segment")
            .Single(path => UsedBytes(File.ReadAllBytes(path)) > 0);
        File.WriteAllBytes(segment, spoil(File.ReadAllBytes(segment)));
        await JudgeAsync(copy, bundlesMin);
    }

    private async Task JudgeAsync(string folder, int bundlesMin)
    {
        var host = await _fixture.OpenImageAsync(folder);
        var message = await host.ReadAsync(_reply);
        Assert.InRange(message.Length / Text.Length, bundlesMin, Bundles);
        Assert.Equal(string.Concat(Enumerable.Repeat(Text, message.Length / Text.Length)), message.Content);
        Assert.Equal(FinishReason.Interrupted, message.FinishReason);
        Assert.Empty(message.Damaged);
        await host.AnswerAsync(StreamFixture.Conversation, "Life goes on");
        await _fixture.CloseAsync(host, folder);
    }

    private static int UsedBytes(byte[] segment) => segment.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
}
