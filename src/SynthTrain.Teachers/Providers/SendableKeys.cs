using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Providers;

/// <summary>Whether a key can be sent: a header carries printable ASCII alone, and one that cannot be sent is the user's mistake, no fault of the network.</summary>
internal static class SendableKeys
{
    private const char First = '!';
    private const char Last = '~';

    /// <summary>The key itself.</summary>
    /// <exception cref="SynthException"><see cref="Codes.MissingKey"/>; it says where, never what.</exception>
    public static string Check(TeacherDefinition definition, string variable, string key)
    {
        var bad = key.AsSpan().IndexOfAnyExceptInRange(First, Last);
        return bad < 0
            ? key
            : throw new SynthException(Codes.MissingKey, $"Teacher '{definition.Name}' reads its key from '{variable}', whose character {bad + 1} is none that a key has (a letter, digit or sign of ASCII); copy the key again.");
    }
}
