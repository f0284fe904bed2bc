using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;
using Roundtable.Tests.Sealing;

namespace Roundtable.Tests.Verification;

/// <summary>What verify says of a folder whose process died, and what repair makes of it.</summary>
public sealed class JournalDamageTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;
    private VerificationFixture _repair = null!;
    private MessageId _reply;
    private string _image = "";

    /// <summary>A folder as a SIGKILL leaves it: a reply has ended, another is open, and the journal holds both.</summary>
    public async ValueTask InitializeAsync()
    {
        _fixture = await StreamFixture.OpenAsync();
        _repair = await VerificationFixture.CreateAsync();
        _reply = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, new string('p', 60), new string('q', 60), "The end");
        var open = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        await _fixture.Store.AppendBundleAsync(Bundles.Of(open, "open"), CancellationToken.None);
        await _fixture.Host.SealAsync(TimeSpan.FromDays(1)); // Every file has its name.
        _image = _fixture.Photograph();
    }

    public async ValueTask DisposeAsync()
    {
        await _repair.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task What_is_only_in_the_journal_is_no_damage()
    {
        foreach (var path in Directory.GetFiles(_image, "us01-co01-ms*.json", SearchOption.AllDirectories))
            File.Delete(path);

        Assert.Empty(VerificationFixture.Verify(_image).Damage);
        await _repair.RepairAsync(folder: _image);
        Assert.Empty(VerificationFixture.Verify(_image).Damage);
        AssertSound();
    }

    [Fact]
    public async Task A_torn_file_that_the_journal_has_is_damage_until_it_is_mended()
    {
        var name = StreamFixture.NameOf(_reply, 1);
        File.WriteAllBytes(Path.Combine(_image, name), new byte[100]);

        var found = Assert.Single(VerificationFixture.Verify(_image).Damage);
        Assert.Equal((name, "checksum"), (found.Path, found.Reason));
        Assert.StartsWith("Nothing", found.Cost, StringComparison.Ordinal);
        Assert.Empty((await _repair.RepairAsync(folder: _image)).Settled);

        var summary = VerificationFixture.Verify(_image);
        Assert.Empty(summary.Damage);
        Assert.Empty(summary.KnownLosses);
        AssertSound();
    }

    [Fact]
    public async Task A_flipped_bit_below_a_recorded_flush_is_found_and_repaired_wherever_it_is()
    {
        var segment = Directory.GetFiles(Path.Combine(_image, "journal"), "*.segment").Order(StringComparer.Ordinal).First();
        var sound = await ReadAsync(segment);
        var end = sound.AsSpan().LastIndexOfAnyExcept((byte)0);
        var found = 0;
        for (var position = 0; position < end; position += RunLength.Rounds(shortForm: 41, longForm: 5))
        {
            var copy = $"{_image}-{position}";
            FolderCopy.Make(_image, copy);
            var flipped = (byte[])sound.Clone();
            flipped[position] ^= (byte)(1 << (position % 8));
            File.WriteAllBytes(Path.Combine(copy, "journal", Path.GetFileName(segment)), flipped);
            if (VerificationFixture.Verify(copy).Damage.Any(finding => finding.Reason == "journal"))
                found++;

            await _repair.RepairAsync(folder: copy);
            Assert.Empty(VerificationFixture.Verify(copy).Damage);
            Assert.Empty(Directory.GetFiles(Path.Combine(copy, "journal")));
            Directory.Delete(copy, recursive: true);
        }

        Assert.InRange(found, 5, int.MaxValue);
    }

    [Fact]
    public async Task A_segment_of_another_version_is_refused()
    {
        var segment = Directory.GetFiles(Path.Combine(_image, "journal"), "*.segment").Order(StringComparer.Ordinal).First();
        var bytes = await ReadAsync(segment);
        var version = bytes.AsSpan().IndexOf("RTJ1"u8) is >= 0 and var at ? at + 4 : bytes.AsSpan().IndexOf("1JTR"u8) + 4;
        bytes[version] = 2;
        var length = BitConverter.ToInt32(bytes);
        var checksum = Sandbox.Crc32C.Of(bytes.AsSpan(8, 24 + length)) ^ (uint)length;
        BitConverter.TryWriteBytes(bytes.AsSpan(4), checksum);
        File.WriteAllBytes(segment, bytes);

        Assert.Contains(VerificationFixture.Verify(_image).Damage, finding => finding.Reason == "version");
        await Assert.ThrowsAsync<InvalidDataException>(() => _repair.RepairAsync(folder: _image));
    }

    private void AssertSound() =>
        Assert.Empty(new FolderInspection(_image, new HashSet<string>(), new HashSet<string>()).Violations());

    private static Task<byte[]> ReadAsync(string path) => File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
}
