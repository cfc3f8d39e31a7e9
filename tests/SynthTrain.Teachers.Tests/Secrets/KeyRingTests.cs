using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Secrets;

[TestClass]
public sealed class KeyRingTests
{
    [TestMethod]
    public void A_key_that_is_an_ordinary_word_is_taken_out_of_messages_and_left_in_training_data()
    {
        var keys = new KeyRing(_ => "ollama");
        keys.Find("KEY");
        Assert.AreEqual("The key *** is wrong.", keys.Scrub("The key ollama is wrong."));
        var reply = keys.Scrub(new TeacherReply("Run ollama pull.", "ollama/llama", "stop", 1, 1) { RejectionDetail = "no ollama" });
        Assert.AreEqual(("Run ollama pull.", "ollama/llama", "no ***"), (reply.Text, reply.Model, reply.RejectionDetail));
    }

    [TestMethod]
    public void A_real_key_is_taken_out_of_everything()
    {
        var keys = new KeyRing(_ => "sk-0123456789abc");
        keys.Find("KEY");
        Assert.AreEqual("You sent ***.", keys.Scrub(new TeacherReply("You sent sk-0123456789abc.", "m", "stop", 1, 1)).Text);
    }
}
