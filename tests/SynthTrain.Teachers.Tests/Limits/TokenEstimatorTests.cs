using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Limits;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests.Limits;

[TestClass]
public sealed class TokenEstimatorTests
{
    [TestMethod]
    public void A_prompt_is_overrated_until_replies_have_told_better()
    {
        var estimator = new TokenEstimator();
        var plain = TokenEstimator.Plain(ScriptedModel.Request(new string('x', 4000)));
        Assert.AreEqual(1000 + 4 + 3, plain);
        Assert.AreEqual(1511, estimator.Prompt(plain));
        for (var reply = 0; reply < 8; reply++)
            estimator.Learn(plain, Reply(plain * 8 / 10));
        Assert.AreEqual(805, estimator.Prompt(plain), 1);
    }

    [TestMethod]
    public void The_worst_ratio_of_late_counts_and_is_forgotten_in_time()
    {
        var estimator = new TokenEstimator();
        estimator.Learn(100, Reply(280));
        Assert.AreEqual(280, estimator.Prompt(100));
        for (var reply = 0; reply < 100; reply++)
            estimator.Learn(100, Reply(100));
        Assert.AreEqual(280, estimator.Prompt(100));
        for (var reply = 0; reply < 300; reply++)
            estimator.Learn(100, Reply(100));
        Assert.AreEqual(100, estimator.Prompt(100));
    }

    [TestMethod]
    public void The_schema_counts_and_so_does_the_bound_of_the_reply_wherever_it_is_set()
    {
        var request = ScriptedModel.Request("abcd");
        Assert.AreEqual(2, TokenEstimator.Plain(request with { ResponseSchema = "{\"a\":1}" }) - TokenEstimator.Plain(request));
        Assert.IsNull(TokenEstimator.Bound(request.Teacher));
        Assert.AreEqual(200, TokenEstimator.Bound(request.Teacher with { Parameters = new Dictionary<string, string> { ["max_tokens"] = "200" } }));
        Assert.AreEqual(300, TokenEstimator.Bound(request.Teacher with { Parameters = new Dictionary<string, string> { ["options.max_completion_tokens"] = "300" } }));
    }

    [TestMethod]
    public void It_counts_what_the_budget_counts()
    {
        var request = ScriptedModel.Request("abcd");
        var rich = request with { Teacher = request.Teacher with { OptionsJson = new string('x', 400), Parameters = new Dictionary<string, string> { ["max_tokens"] = "200", ["options.generationConfig.maxOutputTokens"] = "900", ["options.n"] = "2" } } };
        Assert.AreEqual(100, TokenEstimator.Plain(rich) - TokenEstimator.Plain(request));
        Assert.AreEqual(1800, TokenEstimator.Bound(rich.Teacher));
    }

    private static TeacherReply Reply(long input) => new("", "m1", "stop", (int)input, 7);
}
