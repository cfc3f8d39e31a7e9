using System.Text.Json;
using SynthTrain.ManagedTorch.Tests.Support;

namespace SynthTrain.ManagedTorch.Tests.Optim;

[TestClass]
public sealed class AdamWTests
{
    [TestMethod]
    public void Every_step_equals_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var folder = Golden.Require("training/adamw");
        var inputs = Safetensors.Read(Path.Combine(folder, "inputs.safetensors"));
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        var list = cases.RootElement.ValueKind == JsonValueKind.Array ? cases.RootElement : cases.RootElement.GetProperty("cases");
        foreach (var given in list.EnumerateArray())
        {
            var expected = Safetensors.Read(Path.Combine(folder, given.GetProperty("file").GetString()!));
            var (a, b) = (nn.Parameter(inputs["param.a"].clone()), nn.Parameter(inputs["param.b"].clone()));
            double Value(string name) => given.GetProperty(name).GetDouble();
            var optimizer = optim.AdamW([a, b], Value("lr"), Value("beta1"), Value("beta2"), Value("eps"), Value("weight_decay"));
            var step = 0;
            foreach (var rate in given.GetProperty("lrPerStep").EnumerateArray())
            {
                optimizer.ParamGroups.Single().LearningRate = rate.GetDouble();
                (a.grad, b.grad) = (inputs["grads.a"][step], inputs["grads.b"][step]);
                optimizer.step();
                Near.Assert(expected["trace.a"][step], a, 7e-6, $"{given.GetProperty("file")}: a after step {step + 1}");
                Near.Assert(expected["trace.b"][step], b, 7e-6, $"{given.GetProperty("file")}: b after step {step + 1}");
                step++;
            }

            var state = (TorchSharp.Modules.AdamW.State)optimizer.state_dict().State[0];
            Near.Assert(expected["exp_avg.a"], state.exp_avg, 7e-6, "first moment");
            Assert.IsLessThan(1e-6, Near.Relative(state.exp_avg_sq, expected["exp_avg_sq.a"]), "second moment, whose numbers reach far above 1");
        }
    }

    [TestMethod]
    public void Moments_never_become_subnormal()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(ones(20));
        var optimizer = optim.AdamW([weight]);
        weight.grad = full([20], 1e-18);
        optimizer.step();
        weight.grad = zeros(20);
        for (var i = 0; i < 2000; i++)
            optimizer.step();
        var state = (TorchSharp.Modules.AdamW.State)optimizer.state_dict().State[0];
        Assert.IsTrue(state.exp_avg.data<float>().All(float.IsRealNumber) && state.exp_avg.data<float>().All(x => x == 0 || float.IsNormal(x)));
        Assert.IsTrue(state.exp_avg_sq.data<float>().All(x => x == 0 || float.IsNormal(x)));
    }
}
