using System.Text;

namespace SynthTrain.Stages.Answers;

/// <summary>Remembers the schema compiled last: all rows of a stage have one. For several threads.</summary>
internal sealed class SchemaMemo
{
    private (string Text, ResponseSchema Schema)? _last;
    private readonly Lock _gate = new();

    /// <summary>The schema of a text.</summary>
    public ResponseSchema Of(string text)
    {
        lock (_gate)
        {
            if (_last is not { } last || last.Text != text)
                _last = last = (text, ResponseSchema.Parse(Encoding.UTF8.GetBytes(text), "schema"));
            return last.Schema;
        }
    }
}
