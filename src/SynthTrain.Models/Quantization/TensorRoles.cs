using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Reads a tensor's role from its name, and whether it is quantized at all (llama.cpp's <c>src/llama-quant.cpp</c>).</summary>
internal static class TensorRoles
{
    private static readonly (string Part, TensorRole Role)[] s_roles =
    [
        ("attn_qkv.weight", TensorRole.AttentionFused),
        ("attn_kv_b.weight", TensorRole.AttentionFused),
        ("attn_v.weight", TensorRole.AttentionValue),
        ("attn_k.weight", TensorRole.AttentionKey),
        ("attn_q.weight", TensorRole.AttentionQuery),
        ("attn_output.weight", TensorRole.AttentionOutput),
        ("ffn_up", TensorRole.FeedForwardUp),
        ("ffn_gate", TensorRole.FeedForwardGate),
        ("ffn_down", TensorRole.FeedForwardDown),
    ];

    /// <summary>Parts of names that are kept as they are: routing, positions, convolutions, and what is too small to matter.</summary>
    private static readonly string[] s_kept =
    [
        "_norm.weight", "ffn_gate_inp.weight", "ffn_gate_tid2eid.weight", "altup", "laurel", "per_layer_model_proj", "ssm_conv1d", "shortconv.conv.weight",
        "indexer.k_proj.weight", "indexer.q_proj.weight", "time_mix_first.weight", "time_mix_w0.weight", "time_mix_w1.weight", "time_mix_w2.weight",
        "time_mix_v0.weight", "time_mix_v1.weight", "time_mix_v2.weight", "time_mix_a0.weight", "time_mix_a1.weight", "time_mix_a2.weight",
        "time_mix_g1.weight", "time_mix_g2.weight", "time_mix_decay_w1.weight", "time_mix_decay_w2.weight", "time_mix_lerp_fused.weight", "attn_rel_b.weight",
        ".position_embd", "sam.pos_embd", "sam.neck.", "sam.net_", ".rel_pos", ".patch_embd", ".patch_merger", "a.rvq.codebook", "mm.a.code_embd",
    ];

    /// <summary>Whole names that are kept.</summary>
    private static readonly string[] s_keptNames = ["position_embd.weight", "token_types.weight"];

    /// <summary>The role.</summary>
    public static TensorRole Of(string name) => name switch
    {
        "output.weight" => TensorRole.Output,
        "token_embd.weight" or "per_layer_token_embd.weight" => TensorRole.TokenEmbedding,
        _ => Array.Find(s_roles, role => name.Contains(role.Part, StringComparison.Ordinal)).Role,
    };

    /// <summary>Whether the tensor's type is chosen; otherwise it stays what it is.</summary>
    public static bool IsQuantized(GgufTensorInfo tensor) =>
        tensor.Shape.Skip(1).Any(size => size > 1)
        && tensor.Name.EndsWith("weight", StringComparison.Ordinal)
        && !s_keptNames.Contains(tensor.Name, StringComparer.Ordinal)
        && !Array.Exists(s_kept, part => tensor.Name.Contains(part, StringComparison.Ordinal));
}
