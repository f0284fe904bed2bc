using Ganss.Xss;

namespace Roundtable.Edge.Rendering;

/// <summary>
/// The second line of defence: whatever the renderer made of what a model said, only these elements and attributes leave the
/// server. No scripts, styles, handlers, forms, frames or images, nothing that loads anything, no ids to clobber.
/// </summary>
internal static class Sanitizer
{
    /// <summary>What every link says: whoever is visited does not learn from where, and gets no hold of the page.</summary>
    public const string Rel = "noopener noreferrer nofollow";

    public const string Target = "_blank";

    public static IReadOnlySet<string> Elements { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "div",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "span",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        };

    public static IReadOnlySet<string> Attributes { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "class", "dir", "href", "rel", "start", "target", "title" };

    public static IReadOnlySet<string> Schemes { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" };

    // After the sets of which it is made.
    private static readonly HtmlSanitizer Inner = Create();

    public static string Clean(string html)
    {
        using var document = Inner.SanitizeDom(html);
        foreach (var link in document.QuerySelectorAll("a"))
        {
            link.SetAttribute("rel", Rel);
            link.SetAttribute("target", Target);
        }

        return CleanHtml.Of(document.Body!);
    }

    private static HtmlSanitizer Create()
    {
        var options = new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(Elements, StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(Attributes, StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(Schemes, StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href" },
            AllowedCssProperties = new HashSet<string>(),
            AllowedAtRules = new HashSet<AngleSharp.Css.Dom.CssRuleType>(),
        };
        var sanitizer = new HtmlSanitizer(options) { AllowDataAttributes = false, KeepChildNodes = true };
        // It lets relative addresses through, which would be ours.
        sanitizer.FilterUrl += (_, url) =>
            url.SanitizedUrl =
                Uri.TryCreate(url.SanitizedUrl, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme)
                    ? url.SanitizedUrl
                    : null;
        // Its own pass over finished nodes looks at all of a node's siblings for each of them, so nothing is subscribed to that.
        return sanitizer;
    }
}
