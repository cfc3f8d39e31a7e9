using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Models;

namespace SynthTrain.Stages.ModelFiles;

/// <summary>Turns the faults of model files, which know no build, into the build's.</summary>
internal static class CodedFaults
{
    /// <summary>Runs what reads or writes model files.</summary>
    /// <exception cref="SynthException">The code of the <see cref="ModelFault"/>, at its file and line.</exception>
    public static T Coded<T>(this StageContext context, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ModelException e)
        {
            throw Fault(context, e);
        }
    }

    /// <summary>Runs what reads or writes model files and waits in between.</summary>
    /// <inheritdoc cref="Coded" path="/exception"/>
    public static async Task<T> CodedAsync<T>(this StageContext context, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ModelException e)
        {
            throw Fault(context, e);
        }
    }

    private static SynthException Fault(StageContext context, ModelException e) =>
        new(Diagnostic.Error(e.Code, e.Message, e.File is { } file ? context.Display(file) : null, e.Line, e.Column), e);
}
