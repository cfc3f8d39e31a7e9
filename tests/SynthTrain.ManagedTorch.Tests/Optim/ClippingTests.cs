using System.Globalization;
using System.Text.Json;
using SynthTrain.ManagedTorch.Tests.Support;

namespace SynthTrain.ManagedTorch.Tests.Optim;

[TestClass]
public sealed class ClippingTests
{
    [TestMethod]
    public void Norms_and_clipped_gradients_equal_PyTorchs()
    {
        using var scope = NewDisposeScope();
        using var cases = JsonDocument.Parse(File.ReadAllText(Golden.Require("training/adamw/clip_grad_norm.json")));
        foreach (var given in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            var name = given.GetProperty("name").GetString();
            var parameters = given.GetProperty("grads").EnumerateArray().Select(gradient => WithGradient(Numbers(gradient))).ToList();
            var norm = nn.utils.clip_grad_norm_(parameters, Number(given.GetProperty("maxNorm")), Number(given.GetProperty("normType")));
            Same(Number(given.GetProperty("norm")), norm, $"{name}: norm");
            foreach (var (parameter, clipped) in parameters.Zip(given.GetProperty("clipped").EnumerateArray()))
            {
                foreach (var (expected, actual) in Numbers(clipped).Zip(parameter.grad!.data<float>()))
                    Same(expected, actual, $"{name}: clipped");
            }
        }
    }

    private static TorchSharp.Modules.Parameter WithGradient(List<double> numbers)
    {
        var parameter = nn.Parameter(zeros(numbers.Count));
        parameter.grad = tensor([.. numbers.Select(number => (float)number)]);
        return parameter;
    }

    private static List<double> Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(Numbers)] : [Number(element)];

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? element.GetString() switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, var text => double.Parse(text!, CultureInfo.InvariantCulture) }
        : element.GetDouble();

    private static void Same(double expected, double actual, string what) =>
        Assert.IsTrue(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-6 * Math.Max(1e-3, Math.Abs(expected)), $"{what}: expected {expected:r}, got {actual:r}");
}
