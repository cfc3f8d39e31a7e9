using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Tests.Text;

[TestClass]
public sealed class TextNormalizerTests
{
    [TestMethod]
    [DataRow("Hello,   WORLD!\n", "hello world")]
    [DataRow("Café Ångström naïve", "cafe angstrom naive")]
    [DataRow("cafe\u0301", "cafe")]
    [DataRow("Straße", "strasse")]
    [DataRow("Ｆｕｌｌ　ｗｉｄｔｈ", "full width")]
    [DataRow("o\uFB03ce", "office")]
    [DataRow("2+2", "2 + 2")]
    [DataRow("2-2", "2 - 2")]
    [DataRow("step-by-step", "step by step")]
    [DataRow("don’t", "don t")]
    [DataRow("東京へ行く", "東 京 へ 行 く")]
    [DataRow("Привет, мир", "привет мир")]
    [DataRow("ok👍yes", "ok 👍 yes")]
    [DataRow("zero\u200Bwidth", "zerowidth")]
    [DataRow("?!", "?!")]
    [DataRow("", "")]
    public void Comparable_spelling(string text, string expected) => Assert.AreEqual(expected, TextNormalizer.Normalize(text));

    [TestMethod]
    public void Normalising_twice_changes_nothing()
    {
        foreach (var text in new[] { "Çà et là, 34 fois!", "ŒUVRE ﬁne", "日本語 text 2+3", "İstanbul", "ＡＢＣ" })
            Assert.AreEqual(TextNormalizer.Normalize(text), TextNormalizer.Normalize(TextNormalizer.Normalize(text)));
    }
}
