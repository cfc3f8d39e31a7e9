namespace SynthTrain.Stages.ModelFiles;

/// <summary>Copies files of many gigabytes, which a person may want to stop.</summary>
internal static class FileCopy
{
    private const int PieceBytes = 1 << 22;

    /// <summary>Copies to the end, and looks at the token between pieces.</summary>
    public static void Copy(Stream source, Stream target, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceBytes];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            target.Write(buffer, 0, read);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
