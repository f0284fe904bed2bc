namespace Roundtable.Cli.Reporting;

/// <summary>How far something has come, as it is shown.</summary>
/// <param name="Title">What is being done.</param>
/// <param name="Done">How much of it.</param>
/// <param name="Total">Of how much.</param>
/// <param name="Text">The same and more in words.</param>
internal sealed record WorkProgress(string Title, long Done, long Total, string Text);
