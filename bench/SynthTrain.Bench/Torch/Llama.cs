using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Bench.Torch;

/// <summary>A Llama with tied embeddings, written as one writes it with TorchSharp; LoRA of rank 16 on every projection where asked for.</summary>
internal sealed class Llama
{
    private readonly LlamaShape _shape;
    private readonly Dictionary<string, Parameter> _weights = [];

    private readonly FusedDoor? _fused;

    /// <param name="shape">The sizes.</param>
    /// <param name="lora">Whether only adapters learn.</param>
    /// <param name="fused">Fused operations, or none for the public ones alone.</param>
    public Llama(LlamaShape shape, bool lora, FusedDoor? fused)
    {
        (_shape, _fused) = (shape, fused);
        Make("embed", shape.Vocabulary, shape.Width, 1);
        Make("norm", 1, shape.Width, 1);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            foreach (var (name, rows, columns) in Projections(shape))
            {
                Make($"{layer}.{name}", rows, columns, 1 / Math.Sqrt(columns));
                if (lora)
                {
                    Make($"{layer}.{name}.a", 16, columns, 0.02);
                    Make($"{layer}.{name}.b", rows, 16, 0);
                }
            }

            Make($"{layer}.n1", 1, shape.Width, 1);
            Make($"{layer}.n2", 1, shape.Width, 1);
        }

        foreach (var (name, weight) in _weights)
            weight.requires_grad = !lora || name.EndsWith(".a", StringComparison.Ordinal) || name.EndsWith(".b", StringComparison.Ordinal);
    }

    public List<Parameter> Trained => [.. _weights.Values.Where(weight => weight.requires_grad)];

    public Tensor Loss(Tensor ids)
    {
        var length = ids.shape[1];
        var inverse = (arange(0, _shape.HeadSize, 2, float32) * (-Math.Log(10000) / _shape.HeadSize)).exp();
        var angles = arange(length, float32).outer(inverse);
        angles = cat([angles, angles], -1);
        var (cos, sin) = (angles.cos(), angles.sin());
        var x = _weights["embed"].index_select(0, ids.view(-1)).view(ids.shape[0], length, -1);
        for (var layer = 0; layer < _shape.Layers; layer++)
            x = Layer(layer, x, cos, sin);
        if (_fused is not null)
            return _fused.LinearCrossEntropy(Norm(x, "norm").narrow(1, 0, length - 1).reshape(-1, _shape.Width), _weights["embed"], ids.narrow(1, 1, length - 1).reshape(-1), -100) / (ids.shape[0] * (length - 1));
        var logits = F.linear(Norm(x, "norm"), _weights["embed"]);
        return F.cross_entropy(logits.narrow(1, 0, length - 1).reshape(-1, _shape.Vocabulary), ids.narrow(1, 1, length - 1).reshape(-1));
    }

    private static IEnumerable<(string Name, long Rows, long Columns)> Projections(LlamaShape s) =>
    [
        ("q", s.Width, s.Width), ("k", s.HeadSize * s.KeyHeads, s.Width), ("v", s.HeadSize * s.KeyHeads, s.Width), ("o", s.Width, s.Width),
        ("g", s.Inner, s.Width), ("u", s.Inner, s.Width), ("d", s.Width, s.Inner),
    ];

    private Tensor Layer(int layer, Tensor x, Tensor cos, Tensor sin)
    {
        var h = Norm(x, $"{layer}.n1");
        var q = Rotate(Heads(layer, "q", h, _shape.Heads), cos, sin);
        var k = Rotate(Heads(layer, "k", h, _shape.KeyHeads), cos, sin);
        var v = Heads(layer, "v", h, _shape.KeyHeads);
        if (_fused is null)
            (k, v) = (k.repeat_interleave(_shape.Heads / _shape.KeyHeads, 1), v.repeat_interleave(_shape.Heads / _shape.KeyHeads, 1));
        var a = _fused is not null ? _fused.GroupedAttention(q, k, v, null, true) : F.scaled_dot_product_attention(q, k, v, is_casual: true);
        x = x + Project(layer, "o", a.transpose(1, 2).flatten(2));
        h = Norm(x, $"{layer}.n2");
        return x + Project(layer, "d", Gated(Project(layer, "g", h), Project(layer, "u", h)));
    }

    private Tensor Heads(int layer, string name, Tensor h, long heads) => Project(layer, name, h).view(h.shape[0], h.shape[1], heads, _shape.HeadSize).transpose(1, 2);

    private Tensor Project(int layer, string name, Tensor x)
    {
        if (_fused is not null && _weights.TryGetValue($"{layer}.{name}.a", out var down))
            return _fused.LoraLinear(x, _weights[$"{layer}.{name}"], down, _weights[$"{layer}.{name}.b"], 2);
        var result = F.linear(x, _weights[$"{layer}.{name}"]);
        return _weights.TryGetValue($"{layer}.{name}.a", out var a) ? result + F.linear(F.linear(x, a), _weights[$"{layer}.{name}.b"]) * 2.0 : result;
    }

    private Tensor Gated(Tensor gate, Tensor up) => _fused is not null ? _fused.SiluMultiply(gate, up) : F.silu(gate) * up;

    private Tensor Norm(Tensor x, string name) => _fused is not null ? _fused.RmsNorm(x, _weights[name], 1e-5) : x * (x.pow(2).mean([-1], keepdim: true) + 1e-5).rsqrt() * _weights[name];

    private Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        if (_fused is not null)
            return _fused.Rotate(x, cos, sin);
        var half = x.shape[^1] / 2;
        return x * cos + cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1) * sin;
    }

    private void Make(string name, long rows, long columns, double scale) =>
        _weights[name] = nn.Parameter(rows == 1 ? ones(columns) : randn(rows, columns) * scale);
}
