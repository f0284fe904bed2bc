using System.Globalization;
using Roundtable.Edge.Problems;
using Roundtable.Searching;

namespace Roundtable.Edge.Requests;

/// <summary>Reads query parameters strictly: each there once at most, never clamped, refused by name.</summary>
internal readonly struct Query(IQueryCollection values)
{
    public static Query Of(HttpContext context) => new(context.Request.Query);

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>What is searched for; refused when there is no word in it.</summary>
    public SearchTerms Terms(string name) =>
        SearchTerms.TryParse(Text(name) ?? "", out var terms)
            ? terms
            : throw ProblemException.Invalid(
                name,
                $"'{name}' must have a letter, a digit or a symbol, and at most {SearchTerms.LengthMax} UTF-16 code units."
            );

    public string? Text(string name) =>
        values[name] switch
        {
            { Count: 0 } => null,
            { Count: 1 } single => single[0] ?? "",
            _ => throw ProblemException.Invalid(name, $"'{name}' is there more than once; give it once."),
        };

    public int Number(string name, int otherwise, int min, int max)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        throw ProblemException.Invalid(name, $"'{name}' must be a number from {min} to {max}.");
    }

    public bool? Flag(string name) =>
        Text(name) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => throw ProblemException.Invalid(name, $"'{name}' must be true or false."),
        };

    /// <summary>A cursor that one of our answers gave, for this very list.</summary>
    public T? Cursor<T>(string name, Func<T, bool> belongs)
        where T : struct, IParsable<T>
    {
        if (Text(name) is not { } text)
            return null;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var cursor) && belongs(cursor))
            return cursor;
        throw ProblemException.Cursor(name, $"'{name}' is not a cursor of this list; begin without one.");
    }
}
