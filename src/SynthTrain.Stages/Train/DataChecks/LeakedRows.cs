using System.Globalization;
using System.Runtime.InteropServices;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>Finds rows of another file whose prompt stands in the training file too. Holds keys and line numbers alone.</summary>
/// <param name="file">That file as messages name it.</param>
/// <param name="isValidation">Whether training watches its loss; else it is asked of the trained model.</param>
/// <remarks>A row of it leaks by the prompt of its last answer, a training row by that of any answer that is learned: two conversations may begin with the same greeting.</remarks>
internal sealed class LeakedRows(string file, bool isValidation)
{
    private const int Named = 5;
    private readonly Dictionary<UInt128, Prompt> _prompts = [];
    private int _asked;
    private int _leaking;

    /// <summary>The file as messages name it.</summary>
    public string File => file;

    /// <summary>Takes a row of the file; all of them come first.</summary>
    public void Ask(TrainingRowKeys keys, int line)
    {
        _asked++;
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
    /// <param name="training">The training file as messages name it.</param>
    /// <param name="rows">Rows of the training file.</param>
    public (string Message, int Line)? Found(string training, int rows)
    {
        var leaked = _prompts.Values.Where(prompt => prompt.TrainingLine > 0).OrderBy(prompt => prompt.Line).ToList();
        if (leaked.Count == 0)
            return null;
        var places = string.Join(", ", leaked.Take(Named).Select(prompt => string.Create(CultureInfo.InvariantCulture, $"{file}({prompt.Line}) in {training}({prompt.TrainingLine})")));
        var (what, figures) = isValidation ? ("validation rows", "the validation loss") : ($"rows of {file}", "figures over them");
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{leaked.Sum(prompt => prompt.Rows)} of {_asked} {what} ask what {_leaking} of {rows} training rows ask too, so that {figures} would measure memory: {places}{(leaked.Count > Named ? ", …" : "")}. Take them out of one of the two files; SynthOnLeakage is 'fail', 'warn' or 'ignore'.");
        return (message, leaked[0].Line);
    }

    /// <param name="Line">Where it stands first in the other file.</param>
    /// <param name="Rows">How many rows there have it.</param>
    /// <param name="TrainingLine">Where it stands first in the training file; 0 for nowhere.</param>
    private readonly record struct Prompt(int Line, int Rows, int TrainingLine);
}
