using System.Text.RegularExpressions;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>A model of the Hugging Face hub: <c>owner/name[@revision]</c>. Its parts become file names and addresses, so they hold nothing else than names [huggingface_hub utils/_validators.py: validate_repo_id].</summary>
/// <param name="Owner">A user or an organization.</param>
/// <param name="Name">The repository.</param>
/// <param name="Revision">A branch, a tag or a commit; default <c>main</c>.</param>
public sealed partial record HubId(string Owner, string Name, string Revision = HubId.Main)
{
    /// <summary>The branch that is meant where none is named.</summary>
    public const string Main = "main";

    /// <summary><c>owner/name</c>.</summary>
    public string Repository => $"{Owner}/{Name}";

    /// <summary>Whether a revision is a commit, which never moves.</summary>
    public static bool IsCommit(string revision) => revision.Length == 40 && revision.All(char.IsAsciiHexDigitLower);

    /// <summary>Reads an id.</summary>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>.</exception>
    public static HubId Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (repository, revision) = at < 0 ? (text, Main) : (text[..at], text[(at + 1)..]);
        if (repository.Split('/') is [var owner, var name] && IsName(owner) && IsName(name) && !name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) && IsRevision(revision))
            return new(owner, name, revision);
        throw new SynthException(Codes.TrainingConfig, $"The base model '{text}' is no id of the hub; allowed is 'owner/name' or 'owner/name@revision', where names have letters, digits, '-', '_' and '.', and a revision is a branch, a tag or a commit. A folder or a .gguf file is named by its path.");
    }

    private static bool IsName(string name) => name.Length <= 96 && NamePattern().IsMatch(name) && !name.Contains("--", StringComparison.Ordinal) && !name.Contains("..", StringComparison.Ordinal);

    private static bool IsRevision(string revision) => revision.Length <= 200 && RevisionPattern().IsMatch(revision) && !revision.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9_]([A-Za-z0-9_.\-]*[A-Za-z0-9_])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.\-]*(/[A-Za-z0-9_][A-Za-z0-9_.\-]*)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RevisionPattern();
}
