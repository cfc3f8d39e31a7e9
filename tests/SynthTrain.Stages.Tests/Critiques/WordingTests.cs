using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Tests.Critiques;

[TestClass]
public sealed class WordingTests
{
    [TestMethod]
    [DataRow("A seat is not guaranteed.")]
    [DataRow("The museum isn't always open.")]
    [DataRow("It is never completely safe.")]
    public void What_is_denied_promises_nothing(string text)
    {
        Assert.IsNull(Wording.Claim(text));
        Assert.AreEqual(text, Wording.Soften(text));
    }

    [TestMethod]
    public void A_promise_after_a_denial_is_found()
    {
        const string Text = "A seat is not guaranteed. The train is always on time.";

        Assert.AreEqual("always", Wording.Claim(Text));
        Assert.AreEqual("A seat is not guaranteed. The train is usually on time.", Wording.Soften(Text));
    }
}
