using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Worker;

/// <summary>How faults that nobody foresaw are told.</summary>
internal static class Faults
{
    /// <summary>One error with all that a report needs.</summary>
    public static Diagnostic Internal(Exception fault) =>
        Diagnostic.Error(Codes.Internal, $"{fault.GetType().Name}: {fault.Message} This is a fault of SynthTrain; please report it with this text: {fault.StackTrace?.ReplaceLineEndings(" ")}");
}
