namespace SynthTrain.Models.Tokenizers;

/// <summary>One token of a text: its id, its string in the vocabulary and the part of the text that it stands for.</summary>
/// <remarks>Members as in <see href="https://github.com/dotnet/machinelearning/blob/main/src/Microsoft.ML.Tokenizers/EncodedToken.cs"/>.</remarks>
public readonly struct EncodedToken : IEquatable<EncodedToken>
{
    /// <summary>A token.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="value">Its string in the vocabulary (byte-level tokenizers spell a space as <c>Ġ</c>).</param>
    /// <param name="offset">The part of the original text, in UTF-16 units.</param>
    public EncodedToken(int id, string value, Range offset) => (Id, Value, Offset) = (id, value, offset);

    /// <summary>The id.</summary>
    public int Id { get; }

    /// <summary>The string in the vocabulary.</summary>
    public string Value { get; }

    /// <summary>The part of the original text, in UTF-16 units; a character that several tokens share belongs to each of them.</summary>
    public Range Offset { get; }

    /// <summary>Whether two tokens are the same.</summary>
    public static bool operator ==(EncodedToken left, EncodedToken right) => left.Equals(right);

    /// <summary>Whether two tokens differ.</summary>
    public static bool operator !=(EncodedToken left, EncodedToken right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(EncodedToken other) => Id == other.Id && Value == other.Value && Offset.Equals(other.Offset);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EncodedToken other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Offset);
}
