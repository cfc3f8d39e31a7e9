using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Qa;

/// <summary>The languages that the check knows: their script and, for those in Latin letters, their commonest words.</summary>
public static class Languages
{
    /// <summary>The value that switches the check off.</summary>
    public const string Any = "any";

    private static readonly SortedDictionary<string, Script> s_scripts = new(StringComparer.Ordinal)
    {
        ["ar"] = Script.Arabic,
        ["de"] = Script.Latin,
        ["el"] = Script.Greek,
        ["en"] = Script.Latin,
        ["es"] = Script.Latin,
        ["fr"] = Script.Latin,
        ["he"] = Script.Hebrew,
        ["hi"] = Script.Devanagari,
        ["it"] = Script.Latin,
        ["ja"] = Script.Han | Script.Kana,
        ["ko"] = Script.Hangul,
        ["nl"] = Script.Latin,
        ["pt"] = Script.Latin,
        ["ru"] = Script.Cyrillic,
        ["th"] = Script.Thai,
        ["zh"] = Script.Han,
    };

    private static readonly SortedDictionary<string, string> s_stopWords = new(StringComparer.Ordinal)
    {
        ["de"] = "der die das und ist nicht ein eine einen einem einer zu den dem des mit von für auf im sich sie ich wir ihr auch als an es bei nach aus wie oder wenn nur noch kann werden wird sind hat haben über vor zum zur durch",
        ["en"] = "the of and to a in is it you that for on with as are be this at or from your by an not have has can will if before any all when do what which there their they was but we more use should may no than then them its about into each so out up",
        ["es"] = "el la los las de del y que en un una unos es no se por con para su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también hasta hay donde quien desde todo nos durante puede antes",
        ["fr"] = "le la les de des du et un une est que qui dans en pour pas au aux sur avec ce ces cette il elle on nous vous ils se ne par plus ou son sa ses mais comme être avoir fait si leur sont avant votre vos",
        ["it"] = "il lo la gli le di del della dei delle e è che un una uno in per non con si da dal sono come più ma anche al alla nel nella questo questa se ci ha o prima quando essere può su tra",
        ["nl"] = "de het een en van is dat op te in zijn voor met niet aan er om ook als dan maar bij uit naar door over nog worden wordt kan deze dit je u we of hebben heeft geen meer voordat",
        ["pt"] = "o a os as de do da dos das e que em um uma é não se por com para no na nos nas mais como mas ao à seu sua ou quando muito já também só pelo pela até isso entre depois sem antes você pode",
    };

    /// <summary>Codes of the languages, sorted.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. s_scripts.Keys];

    internal static Script ScriptsOf(string code) => s_scripts[code];

    /// <summary>Languages that are known by common words, in the order of the bits of <see cref="StopWords"/>.</summary>
    internal static List<string> WithStopWords { get; } = [.. s_stopWords.Keys];

    /// <summary>For each common word, normalised, a bit for each language that has it.</summary>
    internal static Dictionary<string, int> StopWords { get; } = Bits();

    private static Dictionary<string, int> Bits()
    {
        var bits = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (language, words) in s_stopWords.Values.Index())
        {
            foreach (var word in words.Split(' ').Select(TextNormalizer.Normalize))
                bits[word] = bits.GetValueOrDefault(word) | (1 << language);
        }

        return bits;
    }
}
