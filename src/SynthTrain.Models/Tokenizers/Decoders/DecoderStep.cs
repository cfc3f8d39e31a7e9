using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Decoders;

/// <summary>One decoder: other strings for a list of token strings. What it adds is taken from the budget.</summary>
internal delegate List<string> DecoderStep(List<string> tokens, TextBudget budget);
