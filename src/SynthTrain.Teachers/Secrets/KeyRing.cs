using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Secrets;

/// <summary>Keys by the names of their environment variables; what it has handed out it can take out of any text.</summary>
/// <param name="find">Looks a variable up: the environment, then <c>.env</c>.</param>
public sealed class KeyRing(Func<string, string?> find)
{
    private const int ShortestSecret = 6;

    // A shorter one may be a word, such as the "ollama" that local servers are given, and an answer is training data.
    private const int ShortestInAnswers = 16;
    private const string Mark = "***";
    private volatile string[] _known = [];
    private readonly Lock _gate = new();

    /// <summary>The key in a variable, without white space around it; null when it is not set or empty.</summary>
    public string? Find(string variable)
    {
        if (find(variable)?.Trim() is not { Length: > 0 } key)
            return null;
        Hide(key);
        return key;
    }

    /// <summary>A variable that holds no secret, such as the name of a cloud project; null when it is not set or empty.</summary>
    public string? FindPlain(string variable) => find(variable)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Makes a text one of those that <see cref="Scrub"/> takes out, such as an access token made from a key.</summary>
    public void Hide(string secret)
    {
        if (secret.Length < ShortestSecret)
            return;
        lock (_gate)
        {
            if (!_known.Contains(secret, StringComparer.Ordinal))
                _known = [.. _known.Append(secret).OrderByDescending(known => known.Length)];
        }
    }

    /// <summary>The text with every secret replaced by <c>***</c>.</summary>
    public string Scrub(string text) => TakeOut(text, ShortestSecret);

    /// <summary>The diagnostic without secrets.</summary>
    public Diagnostic Scrub(Diagnostic diagnostic) => diagnostic with { Message = Scrub(diagnostic.Message), File = diagnostic.File is { } file ? Scrub(file) : null };

    /// <summary>The reply without secrets; what it answers loses only those that are too long for a word.</summary>
    public TeacherReply Scrub(TeacherReply reply)
    {
        var (text, model, finish) = (TakeOut(reply.Text, ShortestInAnswers), TakeOut(reply.Model, ShortestInAnswers), TakeOut(reply.FinishReason, ShortestInAnswers));
        var clean = reply with { Text = text, Model = model, FinishReason = finish, RejectionDetail = reply.RejectionDetail is { } detail ? Scrub(detail) : null };
        return reply.FellBackFrom.Count == 0 ? clean : clean with { FellBackFrom = [.. reply.FellBackFrom.Select(Scrub)] };
    }

    private string TakeOut(string text, int shortest)
    {
        foreach (var secret in _known)
        {
            if (secret.Length >= shortest)
                text = text.Replace(secret, Mark, StringComparison.Ordinal);
        }

        return text;
    }
}
