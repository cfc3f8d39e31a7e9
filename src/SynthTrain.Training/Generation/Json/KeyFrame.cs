namespace SynthTrain.Training.Generation.Json;

/// <summary>A key that the schema does not name, without escapes: it is none of the named ones, and none that was there.</summary>
/// <remarks>
/// Its text is kept only while a key that it may not be begins so: all other keys are one state. Who writes the document remembers the text and has it noted behind the closing quote
/// (<see cref="JsonAutomaton.Note"/>).
/// </remarks>
/// <param name="Object">The object.</param>
/// <param name="Phase">Where in a string the next byte stands.</param>
/// <param name="Text">Its bytes, one a character; <see langword="null"/> = no key that may not come begins so.</param>
internal sealed record KeyFrame(ObjectFrame Object, StringPhase Phase, string? Text) : Frame
{
    public override void Step(byte next, AutomatonState below, StepResult into)
    {
        if (Phase == StringPhase.Content && next == '"')
        {
            if (Object.Closed(Text) is { } behind)
                into.Go(behind, below);
        }
        else if (next != '\\' && StringFrame.Next(Phase, next) is { } phase)
        {
            var text = $"{Text}{(char)next}";
            into.Go(this with { Phase = phase, Text = Text is not null && Object.IsBegun(text) ? text : null }, below);
        }
    }

    public override int Least(CompletionCosts costs)
    {
        var behind = CompletionCosts.Sum(costs.Byte('"'), Object.Behind.Least(costs));
        if (Phase == StringPhase.Content && Object.Closed(Text) is not null)
            return behind;
        // A key that is not noted yet may begin like this one.
        var forbidden = (Text is null ? 0 : Object.Begun(Text)) + (Object.IsPending ? 1 : 0);
        return CompletionCosts.Sum(costs.ToCharacter(Phase), costs.Key(forbidden), behind);
    }
}
