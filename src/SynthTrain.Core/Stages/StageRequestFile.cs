using System.Text.Json;
using System.Text.Json.Serialization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Stages;

/// <summary>Reads and writes <c>request.json</c>.</summary>
public static class StageRequestFile
{
    /// <summary>The file's bytes: the same request, the same bytes.</summary>
    public static byte[] ToUtf8(StageRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, StageRequestJson.Default.StageRequest);

    /// <summary>Reads a request.</summary>
    /// <exception cref="SynthException"><see cref="Codes.InputMissing"/> or <see cref="Codes.DamagedState"/>.</exception>
    public static StageRequest Read(IFileSystem files, string path) => Parse(TextFile.ReadBytes(files, path, path), path);

    /// <summary>Reads a request from its bytes.</summary>
    /// <exception cref="SynthException"><see cref="Codes.DamagedState"/>, naming <paramref name="path"/>.</exception>
    public static StageRequest Parse(ReadOnlySpan<byte> utf8, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, StageRequestJson.Default.StageRequest)!;
        }
        catch (JsonException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.DamagedState, "The request is not readable; delete it and build again.", path), e);
        }
    }
}
