namespace SynthTrain.Models.Ollama;

/// <summary>Finds what a chat template puts around texts by rendering marked conversations; its source is never looked at.</summary>
/// <param name="source">The chat template.</param>
/// <param name="begin">What each rendering begins with and is to be left out of the pieces; may be empty.</param>
internal sealed class GoTemplateObserver(GoTemplateSource source, string begin)
{
    private static readonly string[] s_marks = ["zqonezq", "zqtwozq", "zqthreezq", "zqfourzq"];

    /// <summary>Null where the template does not have the shape of pieces around texts.</summary>
    public GoPieces? Observe()
    {
        var chat = Parts(prompt: true, "user", "assistant", "user");
        var user = Parts(prompt: false, "user");
        var answered = Parts(prompt: false, "user", "assistant");
        if (chat is null || user is null || answered is null)
            return null;
        var (userAfter, assistantAfter) = (user[1], answered[2]);
        if (!TryCut(chat[1], userAfter, out var assistantBefore) || !TryCut(chat[2], assistantAfter, out var userBefore) || !TryCut(chat[3], userAfter, out var prompt))
            return null;
        if (!chat[0].EndsWith(userBefore, StringComparison.Ordinal))
            return null;
        var pieces = new GoPieces { Start = source.Added.Length > 0 ? string.Empty : begin, Default = chat[0][..^userBefore.Length], User = (userBefore, userAfter), Assistant = (assistantBefore, assistantAfter), Prompt = prompt };
        return WithOther(WithSystem(pieces));
    }

    private GoPieces? WithSystem(GoPieces pieces)
    {
        if (Parts(prompt: true, "system", "user", "assistant", "user") is not { } chat)
            return pieces with { System = (string.Empty, string.Empty) };
        if (chat[1].EndsWith(pieces.User.Before, StringComparison.Ordinal) && pieces.User.Before.Length > 0)
            return pieces with { System = (chat[0], chat[1][..^pieces.User.Before.Length]) };
        return chat[0] == pieces.Default + pieces.User.Before ? pieces with { Folded = chat[1] } : null;
    }

    private GoPieces? WithOther(GoPieces? pieces)
    {
        if (pieces is null || Parts(prompt: false, "user", GoPieces.RoleMark) is not { } chat || !TryCut(chat[1], pieces.User.After, out var before))
            return pieces;
        return pieces with { Other = (before, chat[2]) };
    }

    /// <summary>The texts before, between and behind the marked contents; null where one is missing, or stands twice.</summary>
    private string[]? Parts(bool prompt, params string[] roles)
    {
        var messages = roles.Select((role, i) => new GoMessage(role, s_marks[i])).ToList();
        if (source.TryRender(messages, prompt, null) is not { } rendering || !TryCut(rendering, begin, out var text))
            return null;
        var parts = new List<string>();
        for (var i = 0; i < roles.Length; i++)
        {
            var at = text.IndexOf(s_marks[i], StringComparison.Ordinal);
            if (at < 0 || text.IndexOf(s_marks[i], at + 1, StringComparison.Ordinal) >= 0)
                return null;
            parts.Add(text[..at]);
            text = text[(at + s_marks[i].Length)..];
        }

        return [.. parts, text];
    }

    private static bool TryCut(string text, string start, out string rest)
    {
        rest = text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : string.Empty;
        return text.StartsWith(start, StringComparison.Ordinal);
    }
}
