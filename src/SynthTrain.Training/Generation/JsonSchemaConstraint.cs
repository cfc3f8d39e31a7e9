using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Generation.Json;

namespace SynthTrain.Training.Generation;

/// <summary>Lets through what goes on a document of a <see cref="JsonGrammar"/>: a finished one can only end.</summary>
public sealed class JsonSchemaConstraint : ITokenConstraint
{
    private readonly JsonAutomaton _automaton;
    private readonly TokenTable _tokens;
    private readonly CompletionCosts _costs;
    private readonly StringBuilder _key = new();
    private AutomatonState _state;

    internal JsonSchemaConstraint(JsonAutomaton automaton, TokenTable tokens, CompletionCosts costs)
    {
        (_automaton, _tokens, _costs, _state) = (automaton, tokens, costs, automaton.Start);
        var least = costs.Of(_state);
        Least = least < CompletionCosts.Never ? least : 0;
    }

    /// <inheritdoc/>
    /// <remarks>0 where the vocabulary lacks a byte that every document needs: then nothing is known, and an answer may be cut.</remarks>
    public int Least { get; }

    /// <summary>What was written so far may have led there.</summary>
    internal AutomatonState State => _state;

    /// <inheritdoc/>
    public bool IsComplete => _state.IsComplete;

    /// <inheritdoc/>
    /// <remarks>A finished document of a model without end tokens lets nothing through.</remarks>
    /// <exception cref="SynthException"><see cref="Codes.UnsupportedConstraint"/>: the vocabulary has no token that goes on.</exception>
    public void Mask(Span<bool> allowed, int left = int.MaxValue, CancellationToken cancellation = default)
    {
        var known = _state.Mask ??= _tokens.Mask(_state, _automaton, _costs, int.MaxValue, cancellation);
        // Only near the end is it asked what each token leads to, so that answers that have room are as they were.
        if (Least > 0 && known.Most >= left)
            known = _tokens.Mask(_state, _automaton, _costs, left - 1, cancellation);
        var mask = known.Bits;
        if (!_state.IsComplete && !mask.AsSpan().ContainsAnyExcept(0UL))
            throw new SynthException(Codes.UnsupportedConstraint, "The answer cannot be constrained to the schema: the model's vocabulary has no token for what must come next; take a model with tokens for all bytes.");
        for (var i = 0; i < allowed.Length; i++)
            allowed[i] &= (mask[i >> 6] >> i & 1) != 0;
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        foreach (var next in _tokens.Bytes(token))
        {
            var was = _state;
            _state = was.Step(next, _automaton) ?? throw new ArgumentException($"token {token} does not go on the document", nameof(token));
            if (!was.IsInKey)
                _key.Clear();
            else if (_state.HasPending)
                _state = _automaton.Note(_state, _key.ToString());
            else
                _key.Append((char)next);
        }
    }
}
