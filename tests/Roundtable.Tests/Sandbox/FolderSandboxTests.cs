using System.Text;
using System.Text.Json.Nodes;

namespace Roundtable.Tests.Sandbox;

/// <summary>Every rule of the sandbox, broken once.</summary>
public sealed class FolderSandboxTests : IDisposable
{
    private const string Messages = "users/us01/data/conversations/messages/us01-co12-";
    private const string Opening = Messages + "ms02.json";
    private const string First = Messages + "ms02-001.json";
    private const string Last = Messages + "ms02-003.json";

    private readonly FolderSandbox _sandbox = new();
    private readonly CraftedFolder _folder;

    public FolderSandboxTests() => _folder = CraftedFolder.Sound(_sandbox.Data);

    public void Dispose()
    {
        // What these tests leave behind is wrong on purpose.
        if (Directory.Exists(_sandbox.Data))
            Directory.Delete(_sandbox.Data, recursive: true);
        _sandbox.Dispose();
    }

    [Fact]
    public void A_sound_folder_is_accepted() => _sandbox.Validate();

    [Fact]
    public void An_empty_folder_is_accepted()
    {
        Directory.Delete(_sandbox.Data, recursive: true);
        Directory.CreateDirectory(_sandbox.Data);

        _sandbox.Validate();
    }

    [Fact]
    public void Revisions_are_accepted()
    {
        _folder.Write(Revision(2), CraftedFolder.ConversationFacts(revision: 2));

        _sandbox.Validate();
    }

    [Fact]
    public void A_message_that_still_streams_is_accepted()
    {
        _folder.Delete(Last);

        _sandbox.Validate();
    }

    [Theory]
    [InlineData("error")]
    [InlineData("cancelled")]
    [InlineData("interrupted")]
    [InlineData("length")]
    public void Every_end_is_accepted(string reason)
    {
        _folder.Change(Last, file => file["finishReason"] = reason);

        _sandbox.Validate();
    }

    [Fact]
    public void An_error_is_accepted_where_the_end_is_one()
    {
        _folder.Change(
            Last,
            file =>
            {
                file["finishReason"] = "error";
                file.Insert(
                    file.IndexOf("completedAt"),
                    "error",
                    new JsonObject { ["code"] = "timeout", ["message"] = "The model said nothing." }
                );
            }
        );

        _sandbox.Validate();
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData(".hidden")]
    [InlineData("journal/deeper/file")]
    [InlineData("users/us1/user.json")]
    [InlineData("users/us01/user-r01.json")]
    [InlineData("users/us01/profile.json")]
    [InlineData("users/us01/data/conversations/us01-co12-r2.json")]
    [InlineData("users/us01/data/conversations/us02-co12.json")]
    [InlineData("users/us01/data/conversations/messages/us02-co12-ms01.json")]
    [InlineData("users/us01/data/conversations/messages/us01-co12-ms1.json")]
    [InlineData("users/us01/data/conversations/messages/us01-co12-ms02-000.json")]
    [InlineData("users/us01/data/conversations/messages/us01-co12-ms02-0004.json")]
    [InlineData("users/us01/data/conversations/messages/us01-co12-ms02-001.json.tmp")]
    [InlineData("users/us01/data/conversations/messages/us01-co12-ms02-001.json\n")]
    public void What_the_layout_does_not_know_is_refused(string path)
    {
        _folder.Write(path, "{}"u8.ToArray());

        Assert.Contains("does not belong to the layout", Violation());
    }

    [Fact]
    public void A_stray_file_is_accepted_where_it_was_expected()
    {
        _folder.Write("notes.txt", "mine"u8.ToArray());
        _folder.Write("attic/deep/down", "mine"u8.ToArray());
        _sandbox.Expect("notes.txt");
        _sandbox.Expect("attic");

        _sandbox.Validate();
    }

    [Fact]
    public void An_expected_file_must_be_there()
    {
        _sandbox.Expect("notes.txt");

        Assert.Equal("notes.txt: was expected and is not there", Violation());
    }

    [Fact]
    public void A_symbolic_link_is_refused()
    {
        File.CreateSymbolicLink(_sandbox.PathOf(Messages + "ms03.json"), _sandbox.PathOf(Opening));

        Assert.Contains("is a symbolic link", Violation());
    }

    [Fact]
    public void A_wrong_checksum_is_refused_at_every_byte()
    {
        var sound = _folder.Read(First);
        for (var place = 0; place < sound.Length; place++)
        {
            var damaged = sound.ToArray();
            damaged[place] ^= 1;
            _folder.Write(First, damaged);

            Assert.Contains(First, Violations()[0]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void A_file_that_was_cut_is_refused(int length)
    {
        _folder.Write(First, _folder.Read(First)[..length]);

        Assert.Contains("not JSON", Violation());
    }

    [Theory]
    [InlineData("[1]\n", "not a JSON object")]
    [InlineData("{}\n", "checksum")]
    public void Other_json_is_refused(string content, string reason)
    {
        _folder.Write(First, Encoding.UTF8.GetBytes(content));

        Assert.Contains(Violations(), violation => violation.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_end_of_line_is_refused()
    {
        _folder.Write(First, _folder.Read(First)[..^1]);

        Assert.Contains($"{First}: form: not one line of JSON as our writer writes it", Violations());
    }

    [Theory]
    [InlineData("ü", "\\u00FC")]
    [InlineData("🌍", "\\uD83C\\uDF0D")]
    [InlineData("\\n", "\\u000A")]
    public void Needless_escapes_are_refused(string text, string escaped)
    {
        var json = Encoding.UTF8.GetString(Unsealed(First)).Replace(text, escaped, StringComparison.Ordinal);
        _folder.Write(First, StoredForm.Seal(Encoding.UTF8.GetBytes(json)));

        Assert.Contains("not one line of JSON as our writer writes it", Violation());
    }

    [Fact]
    public void A_lone_surrogate_is_refused()
    {
        var json = Encoding.UTF8.GetString(Unsealed(First)).Replace("🌍", "\\uD83C", StringComparison.Ordinal);
        _folder.Write(First, StoredForm.Seal(Encoding.UTF8.GetBytes(json)));

        Assert.Contains("form: holds a lone surrogate", Violation());
    }

    [Fact]
    public void Members_out_of_order_are_refused()
    {
        _folder.Change(
            First,
            file =>
            {
                file.Remove("seq");
                file["seq"] = 1;
            }
        );

        Assert.Contains("members are not in their order", Violation());
    }

    [Fact]
    public void A_member_twice_is_refused()
    {
        _folder.Write(First, StoredForm.Seal([.. Unsealed(First)[..^1], .. "],\"bundles\":[]"u8]));

        Assert.Contains(Violations(), violation => violation.Contains("or one is there twice", StringComparison.Ordinal));
    }

    private static string Revision(int revision) => $"users/us01/data/conversations/us01-co12-r{revision:D2}.json";

    private byte[] Unsealed(string path) => _folder.Read(path)[..^31];

    private string Violation() => Assert.Single(Violations());

    private IReadOnlyList<string> Violations() => Assert.Throws<SandboxViolationException>(_sandbox.Validate).Violations;
}
