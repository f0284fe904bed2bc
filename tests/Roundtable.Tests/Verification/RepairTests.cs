using Roundtable.Disk;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;
using Roundtable.Tests.Sealing;

namespace Roundtable.Tests.Verification;

/// <summary>Repair sets damage aside, and afterwards everything else is served, the folder is sound, and the loss has a name.</summary>
public sealed class RepairTests : IAsyncLifetime
{
    private VerificationFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await VerificationFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    public static TheoryData<string, string> Damages
    {
        get
        {
            var data = new TheoryData<string, string>();
            string[] names =
            [
                "users/us01/user.json",
                "users/us01/data/conversations/us01-co01.json",
                "users/us01/data/conversations/us01-co01-r02.json",
                VerificationFixture.NameOf(new MessageId(VerificationFixture.Loose, 1)),
                VerificationFixture.NameOf(VerificationFixture.Reply),
                VerificationFixture.NameOf(VerificationFixture.Reply, 2),
                VerificationFixture.NameOf(VerificationFixture.Reply, 3),
                VerificationFixture.NameOf(new MessageId(VerificationFixture.Loose, 4), 1),
            ];
            foreach (var name in names)
            {
                foreach (var how in new[] { "flip", "empty", "link", "folder", "gone" })
                {
                    if (how != "gone" || !name.Contains("-r02", StringComparison.Ordinal))
                        data.Add(name, how);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_goes_aside_and_all_else_is_served(string name, string how)
    {
        var before = await _fixture.ReadAsync();
        Spoil(name, how);
        Assert.NotEmpty(_fixture.Verify().Damage);
        var spoiled = await _fixture.ReadAsync();
        Assert.NotEmpty(_fixture.Verify().Damage);

        var repair = await _fixture.RepairAsync();

        Assert.Equal(name, Assert.Single(repair.Settled).Path);
        var summary = _fixture.Verify();
        Assert.Empty(summary.Damage);
        Assert.Equal(name, Assert.Single(summary.KnownLosses).Path);
        Assert.Empty((await _fixture.RepairAsync()).Settled);
        var after = await _fixture.ReadAsync();
        foreach (var (id, message) in spoiled)
        {
            Assert.Equal(message.Content, after[id].Content);
            Assert.Equal(message.Damaged.Select(damage => damage.Seq), after[id].Damaged.Select(damage => damage.Seq));
            Assert.Equal(name.Contains(id, StringComparison.Ordinal), after[id].Damaged.Count > 0);
            if (after[id].Damaged.Count == 0)
                Assert.Equal(before[id].Content, after[id].Content);
        }

        if (how is "flip" or "empty")
            Assert.True(File.Exists(_fixture.PathOf($"aside/{Path.GetFileName(name)}.1")));
    }

    [Fact]
    public async Task Numbers_of_lost_messages_are_not_given_out_again()
    {
        var last = new MessageId(VerificationFixture.Loose, 4);
        Spoil(VerificationFixture.NameOf(last), "flip");
        Spoil(VerificationFixture.NameOf(last, 1), "flip");
        await _fixture.RepairAsync();
        Assert.Empty(_fixture.Verify().Damage);

        await _fixture.Stream.StartAsync();
        var turn = await _fixture.Stream.Host.AskAsync(VerificationFixture.Loose);
        Assert.Equal(5, turn.Message.Id.Number);
        Assert.Equal([0, 1], (await _fixture.Stream.Host.ReadAsync(last)).Damaged.Select(damage => damage.Seq));
        await _fixture.Stream.StopAsync();
        Assert.Empty(_fixture.Verify().Damage);
    }

    [Fact]
    public async Task Swapped_chunks_and_text_behind_an_end_and_overlaps_are_settled()
    {
        var folder = new CraftedFolder(_fixture.Data);
        var (one, two, last) = (Name(1), Name(2), Name(3));
        var (first, second) = (folder.Read(one), folder.Read(two));
        folder.Write(one, second);
        folder.Write(two, first);
        var end = folder.Read(last);
        folder.Write(Name(4), end);
        folder.Change(Name(4), chunk => (chunk["seq"], chunk["offset"], chunk["tokenOffset"]) = (4, 131, 130));

        await _fixture.RepairAsync();

        Assert.Empty(_fixture.Verify().Damage);
        var message = (await _fixture.ReadAsync())[VerificationFixture.Reply.ToString()];
        Assert.Equal(new string('\uFFFD', 120) + "The end 🌍", message.Content);
        Assert.Equal([1, 2], message.Damaged.Select(damage => damage.Seq));
        Assert.Equal(FinishReason.Stop, message.FinishReason);
    }

    [Fact]
    public async Task However_much_stands_behind_an_end_is_settled()
    {
        const int Behind = 20;
        var folder = new CraftedFolder(_fixture.Data);
        for (var seq = 4; seq < 4 + Behind; seq++)
        {
            folder.Write(Name(seq), folder.Read(Name(1)));
            folder.Change(Name(seq), chunk => (chunk["seq"], chunk["offset"], chunk["tokenOffset"]) = (seq, seq * 60, seq * 60));
        }

        var repair = await _fixture.RepairAsync();

        Assert.Equal(Behind, repair.Settled.Count);
        Assert.All(repair.Settled, finding => Assert.Equal("end", finding.Reason));
        Assert.Empty(repair.After.Damage);
    }

    [Fact]
    public async Task A_file_of_another_version_is_refused_and_left()
    {
        var name = Name(2);
        var folder = new CraftedFolder(_fixture.Data);
        var sound = folder.Read(name);
        folder.Change(name, chunk => chunk["format"] = 2);

        var repair = await _fixture.RepairAsync();

        Assert.Empty(repair.Settled);
        Assert.Equal((name, "version"), Assert.Single(repair.After.Damage) is var left ? (left.Path, left.Reason) : default);
        folder.Write(name, sound);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_goes_aside_as_it_is()
    {
        var name = Name(2);
        _fixture.Stream.Sandbox.ExpectDamaged(name);
        var disk = new UnreadableDisk(new LinuxDisk(), path => path.EndsWith(name, StringComparison.Ordinal));
        Assert.Equal("unreadable", Assert.Single(_fixture.Verify(disk).Damage).Reason);

        await _fixture.RepairAsync(disk);

        Assert.Empty(_fixture.Verify(disk).Damage);
        Assert.True(File.Exists(_fixture.PathOf("aside/us01-co01-ms02-002.json.1")));
    }

    [Fact]
    public async Task It_is_refused_beside_a_server()
    {
        await _fixture.Stream.StartAsync();
        await Assert.ThrowsAsync<StoreInUseException>(() => _fixture.RepairAsync());
        await _fixture.Stream.StopAsync();
    }

    [Fact]
    public async Task It_may_die_at_any_change_and_be_run_again()
    {
        Spoil(Name(2), "flip");
        Spoil(VerificationFixture.NameOf(new MessageId(VerificationFixture.Loose, 1)), "gone");
        var sealedName = Seals.NameOf(VerificationFixture.Sealed, 1);
        var path = _fixture.PathOf(sealedName);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("bbbb"u8)] ^= 1;
        File.WriteAllBytes(path, bytes);
        var isOver = false;
        for (var point = 0; !isOver; point += RunLength.Rounds(shortForm: 4, longForm: 1))
        {
            var image = Path.Combine(_fixture.Stream.Sandbox.Root, $"dying-{point}");
            FolderCopy.Make(_fixture.Data, image);
            isOver = await RepairDyingAsync(image, point);
            await _fixture.RepairAsync(folder: image);

            var summary = VerificationFixture.Verify(image);
            Assert.Empty(summary.Damage);
            Assert.Equal(
                [
                    VerificationFixture.NameOf(new MessageId(VerificationFixture.Loose, 1)),
                    Name(2),
                    .. Enumerable
                        .Range(1, 3)
                        .Select(seq => VerificationFixture.NameOf(new MessageId(VerificationFixture.Sealed, 2), seq)),
                    VerificationFixture.NameOf(new MessageId(VerificationFixture.Sealed, 2)),
                    sealedName,
                ],
                summary.KnownLosses.Select(loss => loss.Path).Distinct().OrderBy(Path.GetFileName, StringComparer.Ordinal)
            );
            Assert.Empty(new FolderInspection(image, new HashSet<string>(), new HashSet<string>()).Violations());
            Directory.Delete(image, recursive: true);
        }

        await _fixture.RepairAsync();
    }

    private static string Name(int seq) => VerificationFixture.NameOf(VerificationFixture.Reply, seq);

    private async Task<bool> RepairDyingAsync(string image, int point)
    {
        var changes = 0;
        var disk = new ObservedDisk(new LinuxDisk())
        {
            Before = _ =>
            {
                if (changes++ >= point)
                    throw new DiskException("any", "x", 5, "killed");
            },
        };
        try
        {
            await _fixture.RepairAsync(disk, image);
            return true;
        }
        catch (Exception exception) when (exception is IOException or StorageUnavailableException)
        {
            return false;
        }
    }

    private void Spoil(string name, string how)
    {
        var path = _fixture.PathOf(name);
        var bytes = File.ReadAllBytes(path);
        _fixture.Stream.Sandbox.ExpectDamaged(name);
        File.Delete(path);
        bytes[bytes.Length / 2] ^= 1;
        switch (how)
        {
            case "flip":
                File.WriteAllBytes(path, bytes);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "link":
                File.CreateSymbolicLink(path, "/etc/hostname");
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            default:
                break;
        }
    }
}
