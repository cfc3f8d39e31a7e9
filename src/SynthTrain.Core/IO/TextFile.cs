using System.Text;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Core.IO;

/// <summary>Whole text files.</summary>
public static class TextFile
{
    /// <summary>Reads UTF-8 text, without its byte order mark.</summary>
    /// <exception cref="SynthException"><see cref="Codes.InputMissing"/>, <see cref="Codes.CannotRead"/> or <see cref="Codes.NotUtf8"/> with line and column.</exception>
    public static string Read(IFileSystem files, string path, string display)
    {
        var bytes = ReadBytes(files, path, display);
        var text = bytes.AsSpan();
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        var line = 1;
        var column = 1;
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf8(text[at..], out var rune, out var used) != System.Buffers.OperationStatus.Done)
                throw new SynthException(Codes.NotUtf8, $"Byte 0x{text[at]:X2} is not UTF-8; save the file as UTF-8.", display, line, column);
            at += used;
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Reads all bytes.</summary>
    /// <exception cref="SynthException"><see cref="Codes.InputMissing"/> or <see cref="Codes.CannotRead"/>.</exception>
    public static byte[] ReadBytes(IFileSystem files, string path, string display)
    {
        try
        {
            using var stream = files.OpenRead(path);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SynthException(Diagnostic.Error(Codes.InputMissing, $"'{display}' does not exist.", display), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotRead, $"'{display}' cannot be read: {e.Message}", display), e);
        }
    }
}
