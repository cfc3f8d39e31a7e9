using System.Text;

namespace SynthTrain.Models.Ollama;

/// <summary>What a chat template puts around texts, as it was observed.</summary>
internal sealed record GoPieces
{
    /// <summary>In front of all: the begin-of-sequence token where no tokenizer adds it and it is no part of another piece.</summary>
    public string Start { get; init; } = string.Empty;

    /// <summary>In front of the messages when the first message is not the system's: a default system message, mostly.</summary>
    public required string Default { get; init; }

    /// <summary>Around a user's text.</summary>
    public required (string Before, string After) User { get; init; }

    /// <summary>Around an assistant's text.</summary>
    public required (string Before, string After) Assistant { get; init; }

    /// <summary>Around the system's text; null where it goes into the next user's message.</summary>
    public (string Before, string After)? System { get; init; }

    /// <summary>Between the system's text and the user's, where the one goes into the other.</summary>
    public string Folded { get; init; } = string.Empty;

    /// <summary>Whether an empty system message is written into the user's too.</summary>
    public bool FoldsEmpty { get; init; } = true;

    /// <summary>Around a text of any other role, whose name stands at <see cref="RoleMark"/>; null where such are not rendered.</summary>
    public (string Before, string After)? Other { get; init; }

    /// <summary>Where the assistant is to begin.</summary>
    public required string Prompt { get; init; }

    public const string RoleMark = "zqrolezq";

    /// <summary>The Go template. No trim marks are used, so that each character of it is what it says.</summary>
    public string Write()
    {
        var to = new StringBuilder(Text(Start));
        if (Default.Length > 0)
            to.Append("{{ if or (eq (len .Messages) 0) (ne (index .Messages 0).Role \"system\") }}").Append(Text(Default)).Append("{{ end }}");
        if (System is null)
            to.Append("{{ $system := \"\" }}{{ $held := false }}");
        to.Append("{{ range $i, $_ := .Messages }}{{ $last := eq (len (slice $.Messages $i)) 1 }}");
        to.Append("{{ if eq .Role \"system\" }}").Append(System is { } system ? Around(system) : "{{ $system = .Content }}{{ $held = true }}");
        to.Append("{{ else if eq .Role \"user\" }}").Append(Text(User.Before));
        if (System is null)
            to.Append(FoldsEmpty ? "{{ if $held }}{{ $system }}" : "{{ if $system }}{{ $system }}").Append(Text(Folded)).Append("{{ $system = \"\" }}{{ $held = false }}{{ end }}");
        to.Append("{{ .Content }}").Append(Text(User.After));
        to.Append("{{ else if eq .Role \"assistant\" }}").Append(Text(Assistant.Before)).Append("{{ .Content }}{{ if not $last }}").Append(Text(Assistant.After)).Append("{{ end }}");
        if (Other is { } other)
            to.Append("{{ else }}").Append(Around(other).Replace(RoleMark, "{{ .Role }}", StringComparison.Ordinal));
        to.Append("{{ end }}");
        if (Prompt.Length > 0)
            to.Append("{{ if and $last (ne .Role \"assistant\") }}").Append(Text(Prompt)).Append("{{ end }}");
        return to.Append("{{ end }}").ToString();
    }

    private static string Around((string Before, string After) pieces) => $"{Text(pieces.Before)}{{{{ .Content }}}}{Text(pieces.After)}";

    private static string Text(string text) => text.Replace("{{", "{{ \"{{\" }}", StringComparison.Ordinal);
}
