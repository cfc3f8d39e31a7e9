using System.Globalization;
using System.Runtime.InteropServices;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>Finds validation rows whose prompt stands in the training file too. Holds keys and line numbers alone.</summary>
/// <remarks>A validation row leaks by the prompt of its last answer, a training row by that of any answer that is learned: two conversations may begin with the same greeting.</remarks>
internal sealed class LeakedRows
{
    private const int Named = 5;
    private readonly Dictionary<UInt128, Prompt> _prompts = [];
    private int _validation;
    private int _leaking;

    /// <summary>Takes a row of the validation file; all of them come first.</summary>
    public void Validate(TrainingRowKeys keys, int line)
    {
        _validation++;
        ref var prompt = ref CollectionsMarshal.GetValueRefOrAddDefault(_prompts, keys.Asked[^1], out var known);
        prompt = known ? prompt with { Rows = prompt.Rows + 1 } : new(line, 1, 0);
    }

    /// <summary>Takes a row of the training file.</summary>
    public void Train(TrainingRowKeys keys, int line)
    {
        var leaks = false;
        foreach (var key in keys.Asked)
        {
            ref var prompt = ref CollectionsMarshal.GetValueRefOrNullRef(_prompts, key);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref prompt))
                continue;
            leaks = true;
            if (prompt.TrainingLine == 0)
                prompt = prompt with { TrainingLine = line };
        }

        if (leaks)
            _leaking++;
    }

    /// <summary>What to say; <see langword="null"/> when no row leaks.</summary>
    /// <param name="validation">The validation file as messages name it.</param>
    /// <param name="training">The training file as messages name it.</param>
    /// <param name="rows">Rows of the training file.</param>
    public (string Message, int Line)? Found(string validation, string training, int rows)
    {
        var leaked = _prompts.Values.Where(prompt => prompt.TrainingLine > 0).OrderBy(prompt => prompt.Line).ToList();
        if (leaked.Count == 0)
            return null;
        var places = string.Join(", ", leaked.Take(Named).Select(prompt => string.Create(CultureInfo.InvariantCulture, $"{validation}({prompt.Line}) in {training}({prompt.TrainingLine})")));
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{leaked.Sum(prompt => prompt.Rows)} of {_validation} validation rows ask what {_leaking} of {rows} training rows ask too, so that the validation loss would measure memory: {places}{(leaked.Count > Named ? ", …" : "")}. Take them out of one of the two files; SynthOnLeakage is 'fail', 'warn' or 'ignore'.");
        return (message, leaked[0].Line);
    }

    /// <param name="Line">Where it stands first in the validation file.</param>
    /// <param name="Rows">How many validation rows have it.</param>
    /// <param name="TrainingLine">Where it stands first in the training file; 0 for nowhere.</param>
    private readonly record struct Prompt(int Line, int Rows, int TrainingLine);
}
