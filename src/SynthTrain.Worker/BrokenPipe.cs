namespace SynthTrain.Worker;

/// <summary>Whether nobody reads what is written any more, as behind <c>| head</c>: that is no fault.</summary>
internal static class BrokenPipe
{
    private const int UnixPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    /// <summary>Whether a write failed for that reason: EPIPE, or one of Windows' two codes.</summary>
    public static bool Is(IOException fault) => OperatingSystem.IsWindows() ? fault.HResult is WindowsBrokenPipe or WindowsNoData : fault.HResult == UnixPipe;
}
