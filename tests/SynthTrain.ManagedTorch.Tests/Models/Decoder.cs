using SynthTrain.ManagedTorch.Tests.Support;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.ManagedTorch.Tests.Models;

/// <summary>A Llama, Mistral or Qwen as plain TorchSharp code: the proof that the operations are enough and right. The product's own decoder is written elsewhere.</summary>
internal sealed class Decoder
{
    private readonly DecoderConfig _config;

    public Decoder(string folder)
    {
        _config = new DecoderConfig(Path.Combine(folder, "config.json"));
        Weights = Safetensors.ReadModel(folder).ToDictionary(entry => entry.Key, entry => nn.Parameter(entry.Value.@float()));
    }

    public Dictionary<string, Parameter> Weights { get; }

    /// <summary>[B, T] → [B, T, V].</summary>
    public Tensor Forward(Tensor ids, Tensor? paddingMask = null)
    {
        var length = ids.shape[1];
        var angles = arange(length, ScalarType.Float32).outer(tensor(_config.Frequencies()));
        var (cos, sin) = (cat([angles, angles], -1).cos(), cat([angles, angles], -1).sin());
        var mask = Mask(length, paddingMask);
        var x = Weights["model.embed_tokens.weight"].index_select(0, ids.flatten()).view(ids.shape[0], length, -1);
        for (var layer = 0; layer < _config.Layers; layer++)
            x = Layer($"model.layers.{layer}.", x, cos, sin, mask);
        x = Norm(x, "model.norm.weight");
        return F.linear(x, Weights[_config.Tied ? "model.embed_tokens.weight" : "lm_head.weight"]);
    }

    private Tensor Layer(string name, Tensor x, Tensor cos, Tensor sin, Tensor? mask)
    {
        var h = Norm(x, name + "input_layernorm.weight");
        var q = Rotate(Heads(name, "q", h, _config.Heads), cos, sin);
        var k = Rotate(Heads(name, "k", h, _config.KeyHeads), cos, sin).repeat_interleave(_config.Heads / _config.KeyHeads, 1);
        var v = Heads(name, "v", h, _config.KeyHeads).repeat_interleave(_config.Heads / _config.KeyHeads, 1);
        var a = F.scaled_dot_product_attention(q, k, v, mask, is_casual: mask is null);
        x = x + Project(a.transpose(1, 2).flatten(2), name + "self_attn.o_proj");
        h = Norm(x, name + "post_attention_layernorm.weight");
        return x + Project(F.silu(Project(h, name + "mlp.gate_proj")) * Project(h, name + "mlp.up_proj"), name + "mlp.down_proj");
    }

    private Tensor Heads(string name, string kind, Tensor h, long heads)
    {
        var x = Project(h, $"{name}self_attn.{kind}_proj").view(h.shape[0], h.shape[1], heads, _config.HeadSize);
        var norm = $"{name}self_attn.{kind}_norm.weight";
        return (Weights.ContainsKey(norm) ? Norm(x, norm) : x).transpose(1, 2);
    }

    private Tensor Project(Tensor x, string name) => F.linear(x, Weights[name + ".weight"], Weights.GetValueOrDefault(name + ".bias"));

    private Tensor Norm(Tensor x, string name) => x * rsqrt(x.pow(2).mean([-1], keepdim: true) + _config.Eps) * Weights[name];

    private static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        var half = x.shape[^1] / 2;
        var turned = cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1);
        return x * cos + turned * sin;
    }

    private Tensor? Mask(long length, Tensor? padding)
    {
        if (padding is null && _config.Window is null)
            return null;
        var seen = ones([length, length]).tril();
        if (_config.Window is { } window)
            seen = seen.triu(1 - window);
        var mask = seen.eq(1).unsqueeze(0).unsqueeze(0);
        return padding is null ? mask : mask & padding.ne(0).unsqueeze(1).unsqueeze(1);
    }
}
