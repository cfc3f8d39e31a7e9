using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Worker.Forecasting;

namespace SynthTrain.Worker.Tests.Forecasting;

[TestClass]
public sealed class ConfirmationGateTests
{
    private static readonly StageForecast s_paid = new()
    {
        Stage = "drafts",
        Teacher = new TeacherDefinition { Name = "t", Provider = "openai-compatible", Models = ["mine"] },
        Calls = 200,
        IsPaid = true,
    };

    [TestMethod]
    public void An_unknown_price_is_told_as_such_and_not_as_nothing()
    {
        var message = Refusal(s_paid);
        StringAssert.Contains(message, "they cost an unknown price: the price table has none for 'mine'");
        Assert.DoesNotContain("$0.00", message);
    }

    [TestMethod]
    public void The_date_of_the_prices_stands_beside_the_sum() =>
        StringAssert.Contains(Refusal(s_paid with { Cost = 2.61m, PricesAsOf = "2026-11-21" }), "they cost at most $2.61 without retries and corrections (prices of 2026-11-21).");

    [TestMethod]
    public void An_estimate_is_told_as_one()
    {
        var message = Refusal(s_paid with { Cost = 2.61m, IsExact = false });
        StringAssert.Contains(message, "(drafts about 200)");
        StringAssert.Contains(message, "they cost about $2.61.");
    }

    [TestMethod]
    public void The_models_without_a_price_are_named() =>
        StringAssert.Contains(Refusal(s_paid with { Unpriced = ["later"] }), "has none for 'later'");

    [TestMethod]
    public void Naming_a_batch_job_agrees_to_nothing()
    {
        var request = new StageRequest
        {
            Stage = "drafts",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = "/p",
            Inputs = [],
            Outputs = [],
            Manifest = "m.json",
            Settings = new Dictionary<string, string> { [StageBody.BatchJobSetting] = "batch_1" },
        };
        Assert.IsFalse(ConfirmationGate.Of(new StageOptions(request)).IsOpen);
    }

    [TestMethod]
    public void What_is_free_passes() => new ConfirmationGate(100, false).Check([s_paid with { IsPaid = false }]);

    private static string Refusal(StageForecast forecast) =>
        Assert.ThrowsExactly<SynthException>(() => new ConfirmationGate(100, false).Check([forecast])).Diagnostics[0].Message;
}
