using System.Collections.Frozen;

namespace Roundtable.Searching;

/// <summary>
/// Latin, Greek and Cyrillic capitals without their diacritics, from the decompositions of Unicode 15 and the letters with
/// a stroke. The framework decomposes nothing when it runs without its globalization data, as the product does.
/// </summary>
internal static class BaseLetters
{
    /// <summary>Each base letter, followed by what counts as it.</summary>
    private static readonly string[] Families =
    [
        "AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶ",
        "BḂḄḆ",
        "CÇĆĈĊČḈ",
        "DĎḊḌḎḐḒĐ",
        "EÈÉÊËĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆ",
        "FḞ",
        "GĜĞĠĢǦǴḠ",
        "HĤȞḢḤḦḨḪẖĦ",
        "IÌÍÎÏĨĪĬĮİǏȈȊḬḮỈỊı",
        "JĴǰ",
        "KĶǨḰḲḴ",
        "LĹĻĽḶḸḺḼŁ",
        "MḾṀṂ",
        "NÑŃŅŇǸṄṆṈṊ",
        "OÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢØǾ",
        "PṔṖ",
        "RŔŖŘȐȒṘṚṜṞ",
        "SŚŜŞŠȘṠṢṤṦṨ",
        "TŢŤȚṪṬṮṰẗŦ",
        "UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖṲṴṶṸṺỤỦỨỪỬỮỰ",
        "VṼṾ",
        "WŴẀẂẄẆẈẘ",
        "XẊẌ",
        "YÝŶŸȲẎẙỲỴỶỸ",
        "ZŹŻŽẐẒẔ",
        "ÆǢǼ",
        "ƷǮ",
        "ΑΆἈἉἊἋἌἍἎἏᾀᾁᾂᾃᾄᾅᾆᾇᾈᾉᾊᾋᾌᾍᾎᾏᾲᾳᾴᾶᾷᾸᾹᾺΆᾼ",
        "ΕΈἘἙἚἛἜἝῈΈ",
        "ΗΉἨἩἪἫἬἭἮἯᾐᾑᾒᾓᾔᾕᾖᾗᾘᾙᾚᾛᾜᾝᾞᾟῂῃῄῆῇῊΉῌ",
        "ΙΊΐΪἸἹἺἻἼἽἾἿῒΐῖῗῘῙῚΊ",
        "ΟΌὈὉὊὋὌὍῸΌ",
        "ΡῤῬ",
        "ΥΎΫΰὐὒὔὖὙὛὝὟῢΰῦῧῨῩῪΎ",
        "ΩΏὨὩὪὫὬὭὮὯᾠᾡᾢᾣᾤᾥᾦᾧᾨᾩᾪᾫᾬᾭᾮᾯῲῳῴῶῷῺΏῼ",
        "ϒϓϔ",
        "ІЇ",
        "АӐӒ",
        "ГЃ",
        "ЕЀЁӖ",
        "ЖӁӜ",
        "ЗӞ",
        "ИЍЙӢӤ",
        "КЌ",
        "ОӦ",
        "УЎӮӰӲ",
        "ЧӴ",
        "ЫӸ",
        "ЭӬ",
        "ѴѶ",
        "ӘӚ",
        "ӨӪ",
    ];

    private static readonly FrozenDictionary<char, char> Bases = Families
        .SelectMany(family => family[1..].Select(letter => (Letter: letter, Base: family[0])))
        .ToFrozenDictionary(pair => pair.Letter, pair => pair.Base);

    /// <summary>The capital's base letter; itself when it has none.</summary>
    public static char Of(char capital) => Bases.GetValueOrDefault(capital, capital);
}
