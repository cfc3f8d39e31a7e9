namespace SynthTrain.Stages.CliSchemas;

/// <summary>Why an example is rejected; stable words of side files and figures.</summary>
internal static class CliExampleReasons
{
    /// <summary>The request is empty.</summary>
    public const string NoInput = "no_input";

    /// <summary>The answer is no JSON object.</summary>
    public const string NotObject = "not_object";

    /// <summary>The answer lacks one of its four fields, has one twice, one that is not known, or one of the wrong type.</summary>
    public const string Fields = "fields";

    /// <summary>The schema has no such command.</summary>
    public const string UnknownCommand = "unknown_command";

    /// <summary>The command has no such subcommand.</summary>
    public const string UnknownSubcommand = "unknown_subcommand";

    /// <summary>The subcommand has no such argument, or the answer has it twice.</summary>
    public const string UnknownArgument = "unknown_argument";

    /// <summary>An argument's value is not of its type.</summary>
    public const string ArgumentType = "argument_type";

    /// <summary>An argument's value is none of its values.</summary>
    public const string ArgumentValue = "argument_value";

    /// <summary>The subcommand has no such flag, or the answer has it twice.</summary>
    public const string UnknownFlag = "unknown_flag";

    /// <summary>A required argument is neither given nor named as missing.</summary>
    public const string RequiredMissing = "required_missing";

    /// <summary>Something is named as missing that is given, not required, or not known.</summary>
    public const string WrongMissing = "wrong_missing";

    /// <summary>The value of a text or a number was said by nobody.</summary>
    public const string Invented = "invented";
}
