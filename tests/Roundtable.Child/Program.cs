using Roundtable.Child.Power;

// Commands for tests/power-cut.sh; without any this process ends at once.
return args switch
{
    ["power-write", var folder, var control, var statements] => await new PowerWriter(folder, control, statements).RunAsync(),
    ["power-state", var log, var image, var seed] => CrashState.Write(log, image, int.Parse(seed, null)),
    ["power-check", var folder, var statements, var known] => await PowerCheck.RunAsync(
        folder,
        statements,
        int.Parse(known, null)
    ),
    _ => 0,
};
