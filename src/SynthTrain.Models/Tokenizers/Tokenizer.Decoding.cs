using System.Buffers;

namespace SynthTrain.Models.Tokenizers;

/// <summary>Tokens back to text.</summary>
public abstract partial class Tokenizer
{
    /// <summary>The text of ids; an id that no token has stands for nothing.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The text; bytes that are no UTF-8 become U+FFFD.</returns>
    public virtual string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var list = ids as IReadOnlyCollection<int> ?? [.. ids];
        for (var size = Math.Max(64, list.Count * 8); ; size *= 2)
        {
            var buffer = ArrayPool<char>.Shared.Rent(size);
            try
            {
                var status = Decode(list, buffer, out _, out var written);
                if (status == OperationStatus.Done)
                    return buffer.AsSpan(0, written).ToString();
                if (status != OperationStatus.DestinationTooSmall)
                    throw new InvalidOperationException("The ids could not be decoded.");
            }
            finally
            {
                ArrayPool<char>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>The text of ids, into a buffer.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="destination">Where the text goes.</param>
    /// <param name="idsConsumed">How many ids the written text stands for: all of them, or none when the buffer is too small.</param>
    /// <param name="charsWritten">How much was written.</param>
    /// <returns>Done, or that the buffer is too small.</returns>
    public abstract OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten);
}
