using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Teachers.Tests.Money;

[TestClass]
public sealed class PriceTableTests
{
    private static readonly PhysicalFileSystem s_files = new();

    [TestMethod]
    public void The_shipped_table_prices_well_known_models_and_says_of_when_it_is()
    {
        var table = PriceTable.Load(s_files, null);
        Assert.AreEqual("2026-11-21", table.AsOf);
        Assert.AreEqual(0.25m, table.Find("openai", "gpt-5-mini")!.Input);
        Assert.AreEqual(15m, table.Find("anthropic", "claude-sonnet-4-5-20250929")!.Output);
        Assert.AreEqual(0.075m, table.Find("openai", "gpt-4o-mini-2024-07-18")!.CachedInput);
        Assert.AreEqual(2m, table.Find("openrouter", "openai/gpt-5-mini")!.Output);
        Assert.IsNull(table.Find("openai", "gpt-1"));
    }

    [TestMethod]
    public void A_price_is_for_a_million_tokens_and_half_of_it_for_a_batch()
    {
        var price = new ModelPrice(2, 10, CachedInput: 0.5m);
        Assert.AreEqual(0.0035m, price.Cost(1_000, 150));
        Assert.AreEqual(0.00175m, price.Cost(1_000, 150, batch: true));
        Assert.AreEqual(0.002m, price.Cost(1_000, 0, cached: 0));
        Assert.AreEqual(0.0014m, price.Cost(1_000, 0, cached: 400));
        var longer = price with { LongAbove = 1_000, Long = new ModelPrice(4, 20) };
        Assert.AreEqual(0.002m, longer.Cost(1_000, 0));
        Assert.AreEqual(0.004004m, longer.Cost(1_001, 0));
    }

    [TestMethod]
    public void The_projects_table_overrides_and_adds()
    {
        using var folder = new TempFolder();
        folder.Write("configs/prices.yaml", "models:\n  gpt-5-mini: { input: 1, output: 2, batch: 0.4 }\n  \"openai-compatible:mine\": { input: 0.1, output: 0.2 }\n");
        var table = PriceTable.Load(s_files, (folder["configs/prices.yaml"], "configs/prices.yaml"));
        Assert.AreEqual(new ModelPrice(1, 2, Batch: 0.4m), table.Find("openai", "gpt-5-mini"));
        Assert.AreEqual(0.2m, table.Find("openai-compatible", "mine")!.Output);
        Assert.IsNull(table.Find("openai", "mine"));
        Assert.AreEqual(1.25m, table.Find("openai", "gpt-5")!.Input);
    }

    [TestMethod]
    public void Faults_are_told_with_line_and_column()
    {
        using var folder = new TempFolder();
        folder.Write("prices.yaml", "models:\n  a:\n    input: cheap\n    output: 1\n  b: { input: 1 }\n  c: { input: 1, output: 1, tokens: 5 }\n");
        var fault = Assert.ThrowsExactly<SynthException>(() => PriceTable.Load(s_files, (folder["prices.yaml"], "prices.yaml")));
        Assert.AreEqual(
            """
            prices.yaml(3,12): error ST2018: 'models.a.input' is 'cheap'; allowed is a number from 0 to 1000000.
            prices.yaml(5,6): error ST2018: 'models.b.output' is missing; allowed is a number from 0 to 1000000.
            prices.yaml(6,29): error ST2018: 'models.c.tokens' is not known here; known are batch, cached_input, input, long, output.
            """,
            string.Join('\n', fault.Diagnostics));
    }

    [TestMethod]
    [DataRow("ollama", "http://localhost:11434/v1/", "gpt-5-mini", 0.0, false)]
    [DataRow("vllm", "http://127.0.0.1:8000/v1/", "any", 0.0, false)]
    [DataRow("vllm", "https://gpu.example/v1/", "any", null, true)]
    [DataRow("vllm", "https://gpu.example/v1/", "gpt-5-mini", null, true)]
    [DataRow("vllm", "https://gpu.example/v1/", "mine", 3.0, true)]
    [DataRow("ollama", "http://localhost:11434/v1/", "mine", 3.0, true)]
    [DataRow("vllm", "https://gpu.example/v1/", "gift", 0.0, false)]
    [DataRow("openai-compatible", "http://localhost:9000/v1/", "gift", 0.0, false)]
    [DataRow("openai-compatible", "http://localhost:9000/v1/", "any", null, true)]
    [DataRow("openai", "https://api.openai.com/v1/", "gpt-5-mini", 2.25, true)]
    [DataRow("openai", "https://api.openai.com/v1/", "gift", 0.0, false)]
    [DataRow("offline", null, "any", 0.0, false)]
    [DataRow("dry-run", null, "any", 0.0, false)]
    public void The_price_says_what_is_paid_and_not_the_providers_name(string provider, string? url, string model, double? cost, bool isPaid)
    {
        using var folder = new TempFolder();
        folder.Write("prices.yaml", "models:\n  mine: { input: 1, output: 2 }\n  gift: { input: 0, output: 0 }\n");
        var teacher = new TeacherDefinition { Name = "t", Provider = provider, Models = [model], BaseUrl = url is null ? null : new Uri(url) };
        var table = PriceTable.Load(s_files, (folder["prices.yaml"], "prices.yaml"));
        var prices = new TeacherPrices(teacher, table);
        Assert.AreEqual((decimal?)cost, prices.Bound(new SpendEstimate(model, 1, 1_000_000, 1_000_000)));
        Assert.AreEqual(isPaid, prices.IsPaid);
        Assert.IsFalse(new TeacherPrices(teacher with { Replay = true }, table).IsPaid);
    }

    [TestMethod]
    public void A_provider_that_is_not_paid_costs_nothing()
    {
        var prices = new TeacherPrices(new TeacherDefinition { Name = "local", Provider = "ollama", Models = ["gpt-5-mini"] }, PriceTable.Load(s_files, null));
        Assert.AreEqual(0m, prices.Find("gpt-5-mini")!.Cost(1000, 1000));
    }

    [TestMethod]
    public void A_request_is_priced_by_the_dearest_model_that_may_answer_it()
    {
        var teacher = new TeacherDefinition { Name = "t", Provider = "openai", Models = ["gpt-5-mini", "gpt-5"] };
        var prices = new TeacherPrices(teacher, PriceTable.Load(new PhysicalFileSystem(), null));
        var request = new SpendEstimate("gpt-5-mini", 1, 1_000_000, 0);
        Assert.AreEqual(prices.Bound(request with { Model = "gpt-5" }), prices.Dearest(request));
        // There is no fallback within a job.
        Assert.AreEqual(prices.Bound(request with { IsBatch = true }), prices.Dearest(request with { IsBatch = true }));
        var unknown = new TeacherPrices(teacher with { Models = ["gpt-5-mini", "nobody-knows"] }, PriceTable.Load(new PhysicalFileSystem(), null));
        Assert.IsNull(unknown.Dearest(request));
        CollectionAssert.AreEqual(new[] { "nobody-knows" }, unknown.Unpriced(isBatch: false).ToArray());
    }
}
