using Roundtable.Child;
using Roundtable.Child.Power;

// What tests need another process for; without a command this one ends at once.
return args switch
{
    ["publish", .. var race] => PublishingRace.Run(race),
    ["power-write", var folder, var control, var statements] => await new PowerWriter(folder, control, statements).RunAsync(),
    ["power-state", var log, var image, var seed] => CrashState.Write(log, image, int.Parse(seed, null)),
    ["power-check", var folder, var statements, var known] => await PowerCheck.RunAsync(
        folder,
        statements,
        int.Parse(known, null)
    ),
    _ => 0,
};
