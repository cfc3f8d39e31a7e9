using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Training.Generation;

/// <summary>One answer while it is made: scores in, a token chosen, text out.</summary>
internal sealed class AnswerState
{
    private readonly LoadedModel _model;
    private readonly Sampler _sampler;
    private readonly ITokenConstraint? _constraint;
    private readonly AnswerText _text;
    private readonly bool[] _allowed;
    private readonly int _most;

    /// <exception cref="SynthException">The constraint's shortest answer does not fit: <see cref="Codes.UnsupportedConstraint"/> into what the options allow, <see cref="Codes.TooLong"/> into what the prompt leaves.</exception>
    public AnswerState(LoadedModel model, IReadOnlyList<int> prompt, GenerationOptions options, ITokenConstraint? constraint)
    {
        PromptRoom.Of(model, prompt, options, out _most);
        PromptRoom.Require(constraint?.Least ?? 0, _most, prompt, options);
        (_model, _constraint) = (model, constraint);
        _sampler = new(options);
        _sampler.See([.. prompt]);
        _text = new(model.Tokenizer, options.Stop, options.Received);
        Scores = new float[model.Config.VocabularySize];
        _allowed = constraint is null ? [] : new bool[Scores.Length];
    }

    /// <summary>Where the model's scores go.</summary>
    public float[] Scores { get; }

    /// <summary>Tokens chosen, the ending one not counted.</summary>
    public int Count { get; private set; }

    /// <summary>The token chosen last.</summary>
    public int Last { get; private set; }

    /// <summary>Why the answer ended; <see langword="null"/> = it goes on.</summary>
    public AnswerEnd? Finish { get; private set; }

    /// <summary>Chooses the next token from <see cref="Scores"/>.</summary>
    /// <param name="cancellation">Asked while the constraint is.</param>
    public void Choose(CancellationToken cancellation = default)
    {
        if (!Constrain(cancellation))
        {
            Finish = AnswerEnd.Stop;
            return;
        }

        Last = _sampler.Choose(Scores, Count);
        if (_model.EndTokens.Contains(Last))
        {
            Finish = AnswerEnd.Stop;
            return;
        }

        _constraint?.Accept(Last);
        _sampler.See([Last]);
        Count++;
        if (_text.Add(Last))
            Finish = AnswerEnd.Stop;
    }

    public GeneratedAnswer Done()
    {
        if (!_text.Stopped)
            _text.Finish();
        return new(_text.Ids, _text.Text, _text.Stopped || _constraint is { IsComplete: true } ? AnswerEnd.Stop : Finish ?? AnswerEnd.Length);
    }

    /// <summary>Whether anything may come; a finished document of a model without end tokens lets nothing.</summary>
    private bool Constrain(CancellationToken cancellation)
    {
        if (_constraint is null)
            return true;
        Array.Fill(_allowed, value: true);
        _constraint.Mask(_allowed, _most - Count, cancellation);
        var any = false;
        for (var i = 0; i < Scores.Length; i++)
        {
            any |= _allowed[i];
            if (!_allowed[i])
                Scores[i] = float.NegativeInfinity;
        }

        return any;
    }
}
