namespace Roundtable.Child.Power;

/// <summary>What an agent says in a message: a text that anybody can say again from the message's id.</summary>
internal static class SpokenText
{
    public static string Of(MessageId id, int offset, int length) =>
        string.Create(
            length,
            (Seed: id.ToString().Sum(character => character), Offset: offset),
            static (text, place) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = (char)('a' + ((place.Seed + ((place.Offset + i) * 7) + ((place.Offset + i) / 26)) % 26));
            }
        );
}
