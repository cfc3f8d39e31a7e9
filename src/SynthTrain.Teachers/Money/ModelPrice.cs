namespace SynthTrain.Teachers.Money;

/// <summary>What a model charges, in US dollars for a million tokens.</summary>
/// <param name="Input">Tokens of the prompt.</param>
/// <param name="Output">Tokens of the reply, those of its thinking included.</param>
/// <param name="CachedInput">Tokens of the prompt that the provider had in its cache; null when they cost the same.</param>
/// <param name="Batch">The fraction that batch jobs are charged.</param>
public sealed record ModelPrice(decimal Input, decimal Output, decimal? CachedInput = null, decimal Batch = 0.5m)
{
    private const decimal Million = 1_000_000;

    /// <summary>A model that costs nothing, such as one on this machine.</summary>
    public static ModelPrice Free { get; } = new(0, 0);

    /// <summary>Whether it is known to cost nothing.</summary>
    public bool IsFree => this is { Input: 0, Output: 0, CachedInput: null or 0, Long: null or { IsFree: true } };

    /// <summary>Prompts with more tokens than this are charged by <see cref="Long"/>; null when all cost the same.</summary>
    public long? LongAbove { get; init; }

    /// <summary>The price of long prompts, for the whole of them.</summary>
    public ModelPrice? Long { get; init; }

    /// <summary>US dollars for one request's tokens.</summary>
    /// <param name="input">Tokens of the prompt, cached ones included.</param>
    /// <param name="output">Tokens of the reply.</param>
    /// <param name="cached">Tokens of the prompt from the provider's cache.</param>
    /// <param name="batch">Whether it was asked in a batch job.</param>
    public decimal Cost(long input, long output, long cached = 0, bool batch = false)
    {
        if (Long is { } dearer && input > LongAbove)
            return dearer.Cost(input, output, cached, batch);
        var cost = (((input - cached) * Input) + (cached * (CachedInput ?? Input)) + (output * Output)) / Million;
        return batch ? cost * Batch : cost;
    }
}
