using Roundtable.Files.Verification;
using Roundtable.Tests.Sandbox;
using Roundtable.Tests.Sealing;
using Roundtable.Verification;

namespace Roundtable.Tests.Verification;

/// <summary>Verify reads everything, changes nothing, and names what is wrong and nothing else.</summary>
public sealed class VerifyTests : IAsyncLifetime
{
    private VerificationFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await VerificationFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    public static TheoryData<string> Kinds =>
        [
            "users/us01/user.json",
            "users/us01/data/conversations/us01-co01.json",
            "users/us01/data/conversations/us01-co01-r02.json",
            Seals.NameOf(VerificationFixture.Sealed, 1),
            VerificationFixture.NameOf(new MessageId(VerificationFixture.Loose, 1)),
            VerificationFixture.NameOf(VerificationFixture.Reply),
            VerificationFixture.NameOf(VerificationFixture.Reply, 1),
            VerificationFixture.NameOf(VerificationFixture.Reply, 3),
        ];

    [Fact]
    public void A_sound_folder_is_sound_and_everything_in_it_is_counted()
    {
        var told = new List<VerificationProgress>();
        var files = Directory.GetFiles(_fixture.Data, "*.json*", SearchOption.AllDirectories);

        var summary = new StoreVerifier(_fixture.Data).Verify(new Telling(told.Add), CancellationToken.None);

        Assert.Empty(summary.Damage);
        Assert.Empty(summary.KnownLosses);
        Assert.Empty(summary.Notes);
        Assert.Equal((2, 3, 10L), (summary.Users, summary.Conversations, summary.Messages));
        Assert.Equal(files.Length, summary.Files);
        Assert.Equal(files.Sum(file => new FileInfo(file).Length), summary.SizeBytes);
        Assert.Equal(files.Length, told.Count);
        Assert.Equal(Enumerable.Range(1, files.Length), told.Select(progress => (int)progress.Files));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_flipped_bit_at_every_position_is_found(string name)
    {
        var path = _fixture.PathOf(name);
        var sound = File.ReadAllBytes(path);
        for (var position = 0; position < sound.Length; position += RunLength.Rounds(shortForm: 5, longForm: 1))
        {
            var flipped = (byte[])sound.Clone();
            flipped[position] ^= (byte)(1 << (position % 8));
            File.WriteAllBytes(path, flipped);
            Assert.Contains(
                _fixture.Verify().Damage,
                finding => finding.Path == name && finding.Reason is "checksum" or "foreign"
            );
        }

        File.WriteAllBytes(path, sound);
        Assert.Empty(_fixture.Verify().Damage);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_empty_a_zeroed_a_cut_and_a_longer_file_are_found(string name)
    {
        var path = _fixture.PathOf(name);
        var sound = File.ReadAllBytes(path);
        foreach (
            var bytes in new byte[][]
            {
                [],
                new byte[sound.Length],
                sound[..^5],
                sound[..1],
                [.. sound, 10],
                [.. sound, .. "xyz"u8],
            }
        )
        {
            File.WriteAllBytes(path, bytes);
            Assert.Contains(_fixture.Verify().Damage, finding => finding.Path == name && finding.Reason == "checksum");
        }

        File.WriteAllBytes(path, sound);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_version_a_link_and_a_folder_are_told_apart(string name)
    {
        var path = _fixture.PathOf(name);
        var sound = File.ReadAllBytes(path);
        File.WriteAllBytes(path, Newer(sound));
        Assert.Contains(_fixture.Verify().Damage, finding => finding.Path == name && finding.Reason == "version");

        File.Delete(path);
        File.CreateSymbolicLink(path, "/etc/hostname");
        Assert.Contains(_fixture.Verify().Damage, finding => finding.Path == name && finding.Reason == "link");

        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.Contains(_fixture.Verify().Damage, finding => finding.Path == name && finding.Reason == "unreadable");
        Directory.Delete(path);
        File.WriteAllBytes(path, sound);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_that_is_gone_is_missed(string name)
    {
        var path = _fixture.PathOf(name);
        var sound = File.ReadAllBytes(path);
        File.Delete(path);
        var isNewest = name.Contains("-r02", StringComparison.Ordinal) || name.EndsWith(".jsonl", StringComparison.Ordinal);

        // The newest revision, and all of a conversation, leave no trace.
        Assert.Equal(isNewest ? [] : [name], _fixture.Verify().Damage.Select(finding => finding.Path));
        File.WriteAllBytes(path, sound);
    }

    [Fact]
    public void Swapped_and_foreign_files_are_found()
    {
        var first = _fixture.PathOf(VerificationFixture.NameOf(VerificationFixture.Reply, 1));
        var second = _fixture.PathOf(VerificationFixture.NameOf(VerificationFixture.Reply, 2));
        var (one, two) = (File.ReadAllBytes(first), File.ReadAllBytes(second));
        File.WriteAllBytes(first, two);
        File.WriteAllBytes(second, one);
        Assert.Equal(["foreign", "foreign"], _fixture.Verify().Damage.Select(finding => finding.Reason));

        File.WriteAllBytes(second, two);
        File.Copy(
            _fixture.PathOf(VerificationFixture.NameOf(new MessageId(VerificationFixture.Other, 2), 1)),
            first,
            overwrite: true
        );
        var found = Assert.Single(_fixture.Verify().Damage);
        Assert.Equal(("us01-co01-ms02-001", "foreign"), (found.Id, found.Reason));
        File.WriteAllBytes(first, one);
    }

    [Fact]
    public void Text_behind_an_end_and_offsets_that_do_not_add_up_are_found()
    {
        var folder = new CraftedFolder(_fixture.Data);
        var last = VerificationFixture.NameOf(VerificationFixture.Reply, 3);
        var sound = folder.Read(last);
        folder.Change(last, chunk => chunk["offset"] = 119);
        Assert.Equal("overlap", Assert.Single(_fixture.Verify().Damage).Reason);
        folder.Write(last, sound);
        folder.Change(last, chunk => chunk["offset"] = 121);
        Assert.Equal("offset", Assert.Single(_fixture.Verify().Damage).Reason);
        folder.Write(last, sound);

        var behind = VerificationFixture.NameOf(VerificationFixture.Reply, 4);
        folder.Write(behind, sound);
        folder.Change(behind, chunk => (chunk["seq"], chunk["offset"], chunk["tokenOffset"]) = (4, 131, 130));
        Assert.Equal([(behind, "end")], _fixture.Verify().Damage.Select(finding => (finding.Path, finding.Reason)));
        folder.Delete(behind);
    }

    [Fact]
    public void A_user_without_a_profile_a_whole_message_and_an_old_revision_are_missed()
    {
        string[] gone =
        [
            "users/us02/user.json",
            "users/us01/data/conversations/us01-co01.json",
            VerificationFixture.NameOf(new MessageId(VerificationFixture.Loose, 1)),
        ];
        var sound = gone.ToDictionary(name => name, name => File.ReadAllBytes(_fixture.PathOf(name)));
        foreach (var name in gone)
            File.Delete(_fixture.PathOf(name));

        Assert.Equal(
            gone.Order(StringComparer.Ordinal),
            _fixture.Verify().Damage.Select(finding => finding.Path).Order(StringComparer.Ordinal)
        );
        foreach (var (name, bytes) in sound)
            File.WriteAllBytes(_fixture.PathOf(name), bytes);
    }

    [Fact]
    public void Strays_are_noted_and_are_no_damage()
    {
        string[] strays = ["notes.txt", "users/us01/todo.md", "users/us01/data/conversations/messages/us02-co01-ms09.json"];
        foreach (var stray in strays)
        {
            File.WriteAllText(_fixture.PathOf(stray), "mine");
            _fixture.Stream.Sandbox.Expect(stray);
        }

        var summary = _fixture.Verify();

        Assert.Empty(summary.Damage);
        Assert.Equal(strays.Order(StringComparer.Ordinal), summary.Notes.Select(note => note.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_or_a_link_in_place_of_the_folder_for_private_files_is_noted()
    {
        var folder = _fixture.PathOf("journal/helper");
        Directory.Delete(folder);
        Directory.CreateSymbolicLink(folder, _fixture.PathOf("users"));
        var link = Assert.Single(_fixture.Verify().Notes);
        File.Delete(folder);
        File.WriteAllText(folder, "in the way");
        var file = Assert.Single(_fixture.Verify().Notes);
        File.Delete(folder);

        Assert.Equal(("journal/helper", "journal/helper"), (link.Path, file.Path));
        Assert.Contains("symbolic link", link.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_not_followed()
    {
        var messages = _fixture.PathOf("users/us02/data/conversations");
        var elsewhere = Path.Combine(_fixture.Stream.Sandbox.Root, "elsewhere");
        Directory.Move(messages, elsewhere);
        Directory.CreateSymbolicLink(messages, elsewhere);

        var found = Assert.Single(_fixture.Verify().Damage);
        Assert.Equal(("users/us02/data/conversations", "us02", "link"), (found.Path, found.Id, found.Reason));
        Assert.DoesNotContain(await _fixture.ReadAsync(), message => message.Key.StartsWith("us02", StringComparison.Ordinal));
        Directory.Delete(messages);
        Directory.Move(elsewhere, messages);
    }

    private static byte[] Newer(byte[] bytes)
    {
        var lines = System.Text.Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var newest = lines.Length > 1 ? 2 : 1;
        lines[0] = lines[0].Replace($"\"format\":{newest}", $"\"format\":{newest + 1}", StringComparison.Ordinal);
        var body = lines[0][..lines[0].LastIndexOf(",\"checksum\"", StringComparison.Ordinal)];
        var rest = string.Concat(lines.Skip(1).Select(line => line + "\n"));
        return [.. StoredForm.Seal(System.Text.Encoding.UTF8.GetBytes(body)), .. System.Text.Encoding.UTF8.GetBytes(rest)];
    }

    private sealed class Telling(Action<VerificationProgress> tell) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value) => tell(value);
    }
}
