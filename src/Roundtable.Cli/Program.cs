using Roundtable.Cli;

return await RoundtableCommand.InvokeAsync(args, Console.Out, Console.Error);
