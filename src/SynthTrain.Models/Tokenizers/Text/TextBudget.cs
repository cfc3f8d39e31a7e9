using System.Diagnostics;

namespace SynthTrain.Models.Tokenizers.Text;

/// <summary>What one text may cost: how much normalizers or decoders may add to it, and how long patterns may search in it. Used by one thread.</summary>
/// <param name="length">The text's length.</param>
/// <param name="searching">How long patterns may search; ten seconds when not given.</param>
internal sealed class TextBudget(long length, TimeSpan? searching = null)
{
    private const int Factor = 32, Always = 1 << 20;

    private long _units = (length * Factor) + Always;
    private TimeSpan _searching = searching ?? TimeSpan.FromSeconds(10);

    /// <summary>Asks for more text, before it is made.</summary>
    /// <exception cref="ModelException">It would be too much.</exception>
    public void Grow(long units)
    {
        if (units <= 0)
            return;
        _units -= units;
        if (_units < 0)
            throw new ModelException(ModelFault.UnsupportedTokenizer, $"the tokenizer's normalizers or decoders make more than '{Factor}' times the text's '{length}' characters and {Always} more; look for steps whose result has what they replace");
    }

    /// <summary>Counts the time of a search.</summary>
    /// <param name="pattern">The pattern, for the message.</param>
    /// <param name="since">When the search began; afterwards now.</param>
    /// <exception cref="ModelException">All searches took too long.</exception>
    public void Search(string pattern, ref long since)
    {
        var now = Stopwatch.GetTimestamp();
        _searching -= Stopwatch.GetElapsedTime(since, now);
        since = now;
        if (_searching < TimeSpan.Zero)
            throw TooLong(pattern);
    }

    public static ModelException TooLong(string pattern, Exception? inner = null)
        => new(ModelFault.UnsupportedTokenizer, $"the split pattern '{pattern}' took more than 10 seconds on one text; simplify it", inner: inner);
}
