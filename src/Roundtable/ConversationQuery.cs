namespace Roundtable;

/// <summary>Which conversations of a user to list, latest activity first.</summary>
/// <param name="Limit">How many at most, 1 to 100.</param>
/// <param name="BeforeChange">Only those whose change number is lower; absent: from the newest.</param>
/// <param name="Archived">Only archived ones, only others, or (absent) both.</param>
public readonly record struct ConversationQuery(int Limit, long? BeforeChange = null, bool? Archived = null);
