using System.Collections.ObjectModel;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Token ids that are equal when their values are.</summary>
public sealed class TokenIdList(IList<int> ids) : ReadOnlyCollection<int>(ids), IEquatable<TokenIdList>
{
    /// <summary>No ids.</summary>
    public static new TokenIdList Empty { get; } = new([]);

    /// <inheritdoc/>
    public bool Equals(TokenIdList? other) => other is not null && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TokenIdList);

    /// <inheritdoc/>
    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, this[0]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this);
}
