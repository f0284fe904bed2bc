using System.Collections.Frozen;

namespace Roundtable.Edge.Rendering.Highlighting;

/// <summary>The languages that are coloured. Others are shown as they are.</summary>
internal static class Languages
{
    private static readonly (string, string) Slashes = ("/*", "*/");

    private static readonly Language[] All =
    [
        new()
        {
            Name = "csharp",
            Also = "cs c# dotnet",
            LineComments = ["//"],
            BlockComment = Slashes,
            HasTripleQuotes = true,
            Keywords =
                "abstract as async await base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false file finally fixed float for foreach get global goto if implicit in init int interface internal is lock long namespace new not null object operator or out override params partial private protected public readonly record ref required return sbyte sealed set short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using var virtual void volatile when where while with yield and",
        },
        new()
        {
            Name = "javascript",
            Also = "js jsx mjs node",
            LineComments = ["//"],
            BlockComment = Slashes,
            Quotes = "\"'`",
            LongQuotes = "`",
            Keywords = EcmaScript,
        },
        new()
        {
            Name = "typescript",
            Also = "ts tsx",
            LineComments = ["//"],
            BlockComment = Slashes,
            Quotes = "\"'`",
            LongQuotes = "`",
            Keywords =
                EcmaScript
                + " abstract any as asserts boolean declare enum implements infer interface is keyof namespace never number object override private protected public readonly satisfies string type unknown",
        },
        new()
        {
            Name = "python",
            Also = "py python3",
            LineComments = ["#"],
            HasTripleQuotes = true,
            Keywords =
                "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield",
        },
        new()
        {
            Name = "java",
            Also = "kotlin kt scala groovy",
            LineComments = ["//"],
            BlockComment = Slashes,
            HasTripleQuotes = true,
            Keywords =
                "abstract assert boolean break byte case catch char class companion continue data def default do double else enum extends false final finally float for fun if implements import in instanceof int interface internal is lateinit long native new null object override package private protected public record return sealed short static super suspend switch synchronized this throw throws trait true try val var void volatile when while with yield",
        },
        new()
        {
            Name = "c",
            Also = "cpp c++ h hpp cc objc objective-c cuda",
            LineComments = ["//"],
            BlockComment = Slashes,
            Keywords =
                "#define #else #endif #if #ifdef #ifndef #include #pragma alignas alignof auto bool break case catch char class const constexpr continue decltype default delete do double else enum explicit extern false float for friend goto if inline int long mutable namespace new noexcept nullptr NULL operator override private protected public register return short signed sizeof static static_cast struct switch template this throw true try typedef typename union unsigned using virtual void volatile while",
        },
        new()
        {
            Name = "go",
            Also = "golang",
            LineComments = ["//"],
            BlockComment = Slashes,
            Quotes = "\"'`",
            LongQuotes = "`",
            Keywords =
                "any bool break byte case chan const continue default defer else error fallthrough false float32 float64 for func go goto if import int int32 int64 interface map nil package range return rune select string struct switch true type uint uint32 uint64 var",
        },
        new()
        {
            Name = "rust",
            Also = "rs",
            LineComments = ["//"],
            BlockComment = Slashes,
            Quotes = "\"",
            LongQuotes = "\"",
            Keywords =
                "as async await bool box break char const continue crate dyn else enum extern f32 f64 false fn for i32 i64 if impl in let loop match mod move mut None Ok Err Some pub ref return Self self static str String struct super trait true type u32 u64 u8 unsafe use usize Vec where while",
        },
        new()
        {
            Name = "swift",
            Also = "dart",
            LineComments = ["//"],
            BlockComment = Slashes,
            HasTripleQuotes = true,
            Keywords =
                "actor as async await break case catch class continue default defer do else enum extension false final for func guard if import in init inout internal is let nil open override private protocol public required return self some static struct super switch throw throws true try typealias var void where while",
        },
        new()
        {
            Name = "php",
            LineComments = ["//", "#"],
            BlockComment = Slashes,
            Sigils = "$",
            Keywords =
                "abstract and array as break case catch class const continue declare default do echo else elseif enum extends false final finally fn for foreach function global if implements include instanceof interface isset match namespace new null or print private protected public readonly require return self static switch this throw trait true try unset use var while yield",
        },
        new()
        {
            Name = "ruby",
            Also = "rb",
            LineComments = ["#"],
            Sigils = "@$",
            Keywords =
                "alias and attr_accessor attr_reader begin break case class def defined? do else elsif end ensure false for if in include module next nil not or private puts raise redo require rescue retry return self super then true undef unless until when while yield",
        },
        new()
        {
            Name = "bash",
            Also = "sh shell zsh console shellscript shell-session terminal dockerfile docker makefile make",
            LineComments = ["#"],
            LongQuotes = "\"'",
            Sigils = "$",
            Keywords =
                "alias break case cd do done echo elif else esac eval exec exit export fi for function if in local read return set shift source sudo then trap unset until while ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM RUN USER VOLUME WORKDIR",
        },
        new()
        {
            Name = "powershell",
            Also = "ps1 pwsh",
            IgnoresCase = true,
            LineComments = ["#"],
            BlockComment = ("<#", "#>"),
            Sigils = "$",
            Keywords =
                "begin break catch class continue do else elseif end exit filter finally for foreach function if in param process return switch throw trap try until using while",
        },
        new()
        {
            Name = "sql",
            Also = "sqlite postgres postgresql mysql tsql plsql",
            IgnoresCase = true,
            LineComments = ["--"],
            BlockComment = Slashes,
            LongQuotes = "'",
            Keywords =
                "add all alter and as asc begin between by case cascade check column commit constraint create cross default delete desc distinct drop else end exists explain false foreign from full group having if in index inner insert int integer into is join key left like limit not null offset on or order outer over partition primary references replace returning right rollback select set table text then transaction trigger true union unique update using values varchar view when where with",
        },
        new()
        {
            Name = "json",
            Also = "json5 jsonc jsonl",
            LineComments = ["//"],
            BlockComment = Slashes,
            HasKeys = true,
            Keywords = "true false null",
        },
        new()
        {
            Name = "yaml",
            Also = "yml toml ini properties conf",
            LineComments = ["#"],
            HasKeys = true,
            Keywords = "true false null yes no on off",
        },
        new()
        {
            Name = "css",
            Also = "scss less sass",
            BlockComment = Slashes,
            HasKeys = true,
            Sigils = "@",
            Keywords = "important inherit initial none auto unset",
        },
        new()
        {
            Name = "html",
            Also = "xml svg xhtml vue svelte xaml csproj razor",
            BlockComment = ("<!--", "-->"),
            IsMarkup = true,
        },
        new()
        {
            Name = "diff",
            Also = "patch",
            IsDifference = true,
        },
    ];

    private static readonly FrozenDictionary<string, Language> ByName = All.SelectMany(language =>
            language
                .Also.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Prepend(language.Name)
                .Select(name => (name, language))
        )
        .ToFrozenDictionary(pair => pair.name, pair => pair.language, StringComparer.OrdinalIgnoreCase);

    private const string EcmaScript =
        "async await break case catch class const continue debugger default delete do else export extends false finally for from function get if import in instanceof let new null of return set static super switch this throw true try typeof undefined var void while with yield";

    /// <summary>By what stands behind the fence; null when it is none of them.</summary>
    public static Language? Find(string? info) =>
        string.IsNullOrEmpty(info) ? null : ByName.GetValueOrDefault(info.TrimStart('{', '.').TrimEnd('}'));
}
