namespace Roundtable.Tests.Contract;

/// <summary>What is searched for, a text, and whether it is found by it.</summary>
public static class SearchTexts
{
    public static TheoryData<string, string, bool> All =>
        new()
        {
            { "rome", "Trip to Rome", true },
            { "ome", "Trip to Rome", false },
            { "trip rom", "Trip to Rome", true },
            { "rome paris", "Trip to Rome", false },
            { "cafe", "Un CAFÉ, s'il vous plaît", true },
            { "café", "cafe", true },
            { "plait", "s'il vous plai\u0302t", true },
            { "αθηνα", "στην Αθήνα", true },
            { "елка", "Ёлка", true },
            { "странно", "Очень СТРАННО", true },
            { "北京", "我住在北京市", true },
            { "京北", "我住在北京市", false },
            { "กา", "ภาษากาแฟ", true },
            { "한국", "대한 한국어", true },
            { "שלום", "אמר שלום לכולם", true },
            { "مرحب", "قال مرحبا", true },
            { "नमस्ते", "वह नमस्ते बोला", true },
            { "😀", "well😀done", true },
            { "😁", "well😀done", false },
            { "𝒜", "a 𝒜 b", true },
            { "$ 42", "it costs 42$", true },
            { "example.com/a", "see http://example.com/about", true },
            { "example.com", "com example", false },
            { "snake_case", "the snake_case name", true },
            { "us01", "us01_rome", true },
            { "us01_part", "part", false },
            { "a\" *", "say \"a\"", true },
            { "OR NOT", "or not", true },
            { "nul", "a\0nul", true },
        };
}
