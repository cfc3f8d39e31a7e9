using System.Globalization;
using System.Text.Json;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Optimization;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Optimization;

/// <summary>Steps and clipping against torch's.</summary>
[TestClass]
public sealed class DecayedAdamWTests
{
    [TestMethod]
    [DataRow("default-wd0")]
    [DataRow("default-wd0.1")]
    [DataRow("betas.8-.95-eps1e-6-wd0")]
    [DataRow("betas.8-.95-eps1e-6-wd0.1")]
    [DataRow("betas.9-.95-eps1e-3-wd0.1-cosine")]
    public void Twenty_steps_equal_those_of_torch(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden.Require("training/adamw/cases.json")));
        var given = golden.RootElement.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        var inputs = Tensors.Read(Golden.Require("training/adamw/inputs.safetensors"));
        var expected = Tensors.Read(Golden.Require($"training/adamw/{name}.safetensors"));
        var parameters = new[] { "a", "b" }.Select(tensor => new NamedParameter(tensor, nn.Parameter(inputs[$"param.{tensor}"].clone()))).ToList();
        using var optimizer = new DecayedAdamW(parameters, new RunOptions
        {
            Beta1 = given.GetProperty("beta1").GetDouble(),
            Beta2 = given.GetProperty("beta2").GetDouble(),
            Epsilon = given.GetProperty("eps").GetDouble(),
            WeightDecay = given.GetProperty("weight_decay").GetDouble(),
        });
        var worst = 0.0;
        var rates = given.GetProperty("lrPerStep").EnumerateArray().Select(rate => rate.GetDouble()).ToList();
        for (var step = 0; step < rates.Count; step++)
        {
            foreach (var (tensor, value) in parameters)
                value.grad = inputs[$"grads.{tensor}"].select(0, step).clone();
            optimizer.Step(rates[step]);
            foreach (var (tensor, value) in parameters)
                worst = Math.Max(worst, Tensors.Greatest(expected[$"trace.{tensor}"].select(0, step), value.detach()));
        }

        foreach (var (tensor, state) in optimizer.Parameters.Zip(optimizer.Memory))
        {
            Assert.AreEqual(rates.Count, state.step);
            foreach (var (moment, actual) in new[] { ("exp_avg", state.exp_avg), ("exp_avg_sq", state.exp_avg_sq) })
            {
                // Relative: gradients of step 13 are large, and their squares larger.
                var recorded = expected[$"{moment}.{tensor.Name}"];
                worst = Math.Max(worst, Tensors.Greatest(recorded, actual) / Math.Max(1, recorded.abs().max().item<float>()));
            }
        }

        Assert.IsLessThanOrEqualTo(7e-6, worst);
    }

    [TestMethod]
    public void Clipping_is_that_of_torch()
    {
        using var scope = NewDisposeScope();
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden.Require("training/adamw/clip_grad_norm.json")));
        // A limit of 0 is left out: torch scales all gradients to 0 then, and here, as in transformers' Trainer, it means not to clip.
        foreach (var given in golden.RootElement.GetProperty("cases").EnumerateArray().Where(entry => Number(entry.GetProperty("normType")) == 2 && Number(entry.GetProperty("maxNorm")) != 0))
        {
            var name = given.GetProperty("name").GetString()!;
            var gradients = given.GetProperty("grads").EnumerateArray().Select(Flat).ToList();
            var parameters = gradients.Select((values, i) => new NamedParameter($"{i}", nn.Parameter(zeros(values.Length)))).ToList();
            foreach (var (parameter, values) in parameters.Zip(gradients))
                parameter.Value.grad = tensor(values);
            using var optimizer = new DecayedAdamW(parameters, new RunOptions { MaxGradNorm = Number(given.GetProperty("maxNorm")) });

            Same(Number(given.GetProperty("norm")), optimizer.Clip(), $"{name}: norm");

            foreach (var (parameter, values) in optimizer.Parameters.Zip(given.GetProperty("clipped").EnumerateArray().Select(Flat)))
            {
                var actual = parameter.Value.grad!.data<float>().ToArray();
                for (var i = 0; i < values.Length; i++)
                    Same(values[i], actual[i], $"{name}: {parameter.Name}[{i}]");
            }
        }
    }

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    public void Biases_and_norms_do_not_decay(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"training/full/{name}/case.json")));
        using var model = HuggingFaceModel.Open(Golden.Require($"models/{name}"));
        using var decoder = DecoderLoader.Load(model);
        var names = NamedParameter.Learning(decoder).Select(parameter => parameter.Name).ToLookup(WeightDecay.Applies);

        CollectionAssert.AreEquivalent(Names("decayed"), names[true].ToList());
        CollectionAssert.AreEquivalent(Names("notDecayed"), names[false].ToList());

        List<string> Names(string list) => [.. golden.RootElement.GetProperty(list).EnumerateArray().Select(entry => entry.GetString()!)];
    }

    [TestMethod]
    public void Adapters_decay() =>
        CollectionAssert.DoesNotContain(
            new[] { "q_proj.lora_A.weight", "q_proj.lora_B.weight", "q_proj.lora_magnitude_vector" }.Select(WeightDecay.Applies).ToList(), false);

    private static void Same(double expected, double actual, string what)
    {
        if (double.IsFinite(expected))
            Assert.AreEqual(expected, actual, 2e-6 * Math.Max(1e-6, Math.Abs(expected)), what);
        else
            Assert.AreEqual(expected, actual, what);
    }

    private static float[] Flat(JsonElement values) => values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray().SelectMany(Flat)] : [(float)Number(values)];

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();
}
