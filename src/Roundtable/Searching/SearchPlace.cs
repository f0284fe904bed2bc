namespace Roundtable.Searching;

/// <summary>How far a search has come; which kind it is, is the search's own affair.</summary>
public abstract record SearchPlace;
