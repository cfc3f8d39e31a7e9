using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>An argument with its value, or a flag, that a request speaks of.</summary>
/// <param name="Name">The argument's or flag's name.</param>
/// <param name="Words">How it is spoken of.</param>
internal sealed record SpokenItem(string Name, LexiconEntry Words)
{
    /// <summary>The argument; null for a flag.</summary>
    public CliArgument? Argument { get; init; }

    /// <summary>One letter of a flag; null when it has none.</summary>
    public string? Short { get; init; }

    /// <summary>The value as the answer has it; empty for a flag.</summary>
    public string Value { get; init; } = "";

    /// <summary>What stands for the value until the noise is done; empty where the value is said in other words or there is none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Whether it is what the request is about, such as a number.</summary>
    public bool IsSubject => Words["id"].Length > 0;

    /// <summary>Whether the value is free text that may stand in quotation marks.</summary>
    public bool IsText => Words.One("quote") is not null;

    /// <summary>The value as it is spoken in a pattern.</summary>
    public string Spoken => Token.Length > 0 ? Token : Speak(Value);

    /// <summary>A name of the schema as words.</summary>
    public static string Speak(string name) => string.Join(' ', name.Split('-', '_', '.', ':', '/')).Trim();
}
