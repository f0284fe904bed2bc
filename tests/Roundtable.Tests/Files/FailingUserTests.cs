using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Tests.Crash;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>Users are added whole or not at all, whichever operation the disk refuses.</summary>
public sealed class FailingUserTests
{
    [Fact]
    public void A_user_whose_adding_was_refused_is_not_there_and_the_number_is_taken_by_the_next()
    {
        var clock = new JumpingClock();
        for (var (failing, isRefused) = (1, true); isRefused; failing++)
        {
            var system = new MemoryFileSystem();
            new UserFolder(HandStore.Folder, clock, new ForgetfulDisk(system, new FaultPlan(0))).Add("Ada");
            var number = failing;
            var plan = new FaultPlan(failing) { Rule = (count, _) => count == number ? DiskFate.Fails : DiskFate.Succeeds };

            isRefused = IsRefused(new UserFolder(HandStore.Folder, clock, new ForgetfulDisk(system, plan)));

            var folder = new UserFolder(HandStore.Folder, clock, new ForgetfulDisk(system, new FaultPlan(0)));
            Assert.Equal(isRefused ? ["Ada"] : ["Ada", "Ben"], folder.List().Select(user => user.Name));
            Assert.Equal(isRefused ? 2 : 3, folder.Add("Cy").Id.Number);
            Assert.InRange(failing, 1, 100);
        }
    }

    [Fact]
    public void On_a_disk_that_can_read_nothing_a_user_is_still_one_without_keys()
    {
        var system = new MemoryFileSystem();
        var clock = new JumpingClock();
        var folder = new UserFolder(HandStore.Folder, clock, new ForgetfulDisk(system, new FaultPlan(0)));
        var ada = folder.Add("Ada").Id;
        folder.AddKey(ada);
        var plan = new FaultPlan(0)
        {
            Rule = (_, operation) => operation == DiskOperation.Read ? DiskFate.Fails : DiskFate.Succeeds,
        };

        var found = new UserFolder(HandStore.Folder, clock, new ForgetfulDisk(system, plan)).Find(ada);

        Assert.Equal(("us01", 2), (found!.Name, found.Revision));
        Assert.Empty(found.Keys);
        Assert.Null(new UserFolder(HandStore.Folder, clock, new ForgetfulDisk(system, plan)).Find(new UserId(9)));
    }

    [Theory]
    [InlineData("Ada\nus02")]
    [InlineData("\u001b[2J")]
    public void A_name_that_controls_a_terminal_is_refused(string name)
    {
        var folder = new UserFolder(
            HandStore.Folder,
            TimeProvider.System,
            new ForgetfulDisk(new MemoryFileSystem(), new FaultPlan(0))
        );

        Assert.Contains("terminal", Assert.Throws<ArgumentException>(() => folder.Add(name)).Message, StringComparison.Ordinal);
        Assert.Empty(folder.List());
    }

    private static bool IsRefused(UserFolder folder)
    {
        try
        {
            folder.Add("Ben");
            return false;
        }
        catch (DiskException)
        {
            return true;
        }
    }
}
