namespace Roundtable.Recording;

/// <summary>A piece of what a model says, as it comes.</summary>
/// <param name="Text">Any text, also empty, also half a surrogate pair.</param>
/// <param name="Finish">Set with the last one: <see cref="FinishReason.Stop"/> or <see cref="FinishReason.Length"/>.</param>
/// <param name="TokenCount">
/// Tokens in the text as the recorder's own <see cref="ITokenCounter"/> counts them, where that is known already: saves
/// counting it again. Null: not known.
/// </param>
public readonly record struct Delta(string Text, FinishReason? Finish = null, int? TokenCount = null);
