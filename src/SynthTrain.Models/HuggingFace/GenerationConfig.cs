namespace SynthTrain.Models.HuggingFace;

/// <summary>How answers are sampled when nothing else is said (<c>generation_config.json</c>); <see langword="null"/> where the file says nothing.</summary>
public sealed record GenerationConfig
{
    /// <summary>Sampling, or the likeliest token each time.</summary>
    public bool? DoSample { get; init; }

    /// <summary>What logits are divided by.</summary>
    public double? Temperature { get; init; }

    /// <summary>Keep so many likeliest tokens.</summary>
    public int? TopK { get; init; }

    /// <summary>Keep the likeliest tokens up to this sum.</summary>
    public double? TopP { get; init; }

    /// <summary>Keep tokens from this share of the likeliest on.</summary>
    public double? MinP { get; init; }

    /// <summary>What makes tokens that stand in the text less likely.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary><c>bos_token_id</c>.</summary>
    public int? BosTokenId { get; init; }

    /// <summary><c>eos_token_id</c>: any of these ends an answer.</summary>
    public TokenIdList EosTokenIds { get; init; } = TokenIdList.Empty;

    /// <summary><c>pad_token_id</c>.</summary>
    public int? PadTokenId { get; init; }

    /// <summary>Reads a file.</summary>
    public static GenerationConfig Read(string path)
    {
        var text = JsonText.Read(path);
        var fields = new JsonFields(text, text.Root);
        return new()
        {
            DoSample = fields.BoolOrNull("do_sample"),
            Temperature = fields.NumberOrNull("temperature"),
            TopK = fields.IntOrNull("top_k"),
            TopP = fields.NumberOrNull("top_p"),
            MinP = fields.NumberOrNull("min_p"),
            RepetitionPenalty = fields.NumberOrNull("repetition_penalty"),
            BosTokenId = fields.IntOrNull("bos_token_id"),
            EosTokenIds = new(fields.Ints("eos_token_id")),
            PadTokenId = fields.IntOrNull("pad_token_id"),
        };
    }
}
