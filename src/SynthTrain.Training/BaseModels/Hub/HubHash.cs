using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>Hashes of a file in one pass.</summary>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Git">What git calls it: SHA-1 of a short header and the bytes.</param>
/// <param name="Size">In bytes.</param>
internal sealed record HubHash(string Sha256, string Git, long Size)
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Whether the hub's name of a blob is one of the two.</summary>
    public bool Is(string etag) => etag == Sha256 || etag == Git;

    /// <summary>Whether a text is a name that <see cref="Is"/> can check.</summary>
    public static bool IsEtag(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Reads a file.</summary>
    public static async Task<HubHash> OfAsync(string path, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5350 // git's own hash; what is to be safe from forgery is checked by SHA-256.
        using var git = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        git.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var piece = new byte[PieceBytes];
        for (int read; (read = await stream.ReadAsync(piece, cancellation)) > 0;)
        {
            sha256.AppendData(piece, 0, read);
            git.AppendData(piece, 0, read);
        }

        return new(Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(git.GetHashAndReset()), stream.Length);
    }
}
