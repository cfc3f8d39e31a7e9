using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Data;

/// <summary>Reads JSONL into tokens for supervised fine-tuning: a row is trained on, counted as left out, or an error. Only the tokens stay in memory.</summary>
public sealed class SftDataReader
{
    private readonly ExampleEncoder _encoder;
    private readonly SftOptions _options;
    private readonly int _limit;
    private readonly SearchValues<string>? _special;

    /// <summary>For a model.</summary>
    /// <exception cref="SynthException"><see cref="Codes.VocabularyMismatch"/>.</exception>
    public SftDataReader(LoadedModel model, SftOptions options)
        : this(new ExampleEncoder(model, options.TrainOn), model.Tokenizer, model.Config, options)
    {
    }

    internal SftDataReader(ExampleEncoder encoder, Models.Tokenizers.ModelTokenizer tokenizer, ModelConfig config, SftOptions options)
    {
        VocabularyFit.Check(options.Base, tokenizer, config);
        (_encoder, _options, _limit) = (encoder, options, Math.Min(options.MaxLength, config.MaxPositions));
        LimitName = options.MaxLength <= config.MaxPositions ? "'data.max_seq_length'" : "the model's 'max_position_embeddings'";
        var special = tokenizer.AddedTokens.Where(token => token.Special && token.Content.Length > 0).Select(token => token.Content).ToArray();
        _special = special.Length == 0 ? null : SearchValues.Create(special, StringComparison.Ordinal);
    }

    private string LimitName { get; }


    /// <summary>Reads a file.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that errors print.</param>
    /// <param name="cancellation">Asked at each row.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadExample"/> and <see cref="Codes.TooLong"/> with every faulty row, <see cref="Codes.NoTrainingData"/>, or that the file cannot be read.</exception>
    public SftDataset Read(IFileSystem files, string path, string? display = null, CancellationToken cancellation = default)
    {
        var name = display ?? path;
        var faults = new RowFaults(name);
        var examples = new List<TokenizedExample>();
        var counts = new DatasetCounts();
        using var stream = JsonlReader.Open(files, path, name);
        var lines = new LineSplitter(stream);
        while (lines.Next(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            if (line.Bytes.Span.Trim(" \t\r"u8).IsEmpty)
                continue;
            counts = counts with { Rows = counts.Rows + 1 };
            if (Row(line, name, faults) is { } row)
                counts = Add(examples, row, counts, faults, line.Number);
        }

        faults.Throw();
        if (SftPacking.Splits(_options))
            counts = counts with { Unlearned = SftPacking.Plan(examples, _options, _limit).Unlearned };
        return examples.Count > 0 ? new(examples, counts with { Examples = examples.Count }) : throw new SynthException(Codes.NoTrainingData, Nothing(name, counts), name);
    }

    private (TokenizedExample Example, bool HasSpecial)? Row(TextLine line, string name, RowFaults faults)
    {
        try
        {
            var json = JsonlReader.Parse(line, name);
            var example = _encoder.Encode(json, string.Create(CultureInfo.InvariantCulture, $"{name}({line.Number})"));
            return (example, _special is not null && HasSpecial(json));
        }
        catch (RowRefusedException e)
        {
            faults.Add(Codes.BadExample, e.Message, line.Number);
        }
        catch (SynthException e) when (e.Diagnostics[0].Code is Codes.NotUtf8 or Codes.BadJsonLine)
        {
            faults.Add(Codes.BadExample, e.Diagnostics[0].Message, line.Number, e.Diagnostics[0].Column);
        }

        return null;
    }

    private DatasetCounts Add(List<TokenizedExample> examples, (TokenizedExample Example, bool HasSpecial) row, DatasetCounts counts, RowFaults faults, int line)
    {
        var example = row.Example;
        if (example.Ids.Length > _limit && SftPacking.Splits(_options))
            counts = counts with { Split = counts.Split + 1 };
        else if (example.Ids.Length > _limit)
        {
            if (_options.Overlong == OverlongPolicy.Drop)
                return counts with { Dropped = counts.Dropped + 1 };
            if (_options.Overlong == OverlongPolicy.Fail)
            {
                faults.Add(Codes.TooLong, string.Create(CultureInfo.InvariantCulture, $"The row has {example.Ids.Length} tokens; {LimitName} allows {_limit}. Shorten it, raise the limit, or set 'data.overlong' to 'drop' or 'truncate'."), line);
                return counts;
            }

            if (example.CutTo(_limit) is not { } cut)
                return counts with { NothingLeft = counts.NothingLeft + 1 };
            (example, counts) = (cut, counts with { Truncated = counts.Truncated + 1 });
        }

        examples.Add(example);
        return row.HasSpecial ? counts with { WithSpecialTokens = counts.WithSpecialTokens + 1 } : counts;
    }

    private bool HasSpecial(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString().AsSpan().ContainsAny(_special!),
        JsonValueKind.Array => value.EnumerateArray().Any(HasSpecial),
        JsonValueKind.Object => value.EnumerateObject().Any(property => HasSpecial(property.Value)),
        _ => false,
    };

    private string Nothing(string name, DatasetCounts counts) => counts.Rows == 0
        ? $"'{name}' has no rows; there is nothing to train on."
        : string.Create(CultureInfo.InvariantCulture, $"All {counts.Rows} rows of '{name}' are longer than {_limit} tokens ({LimitName}) and were left out; raise the limit or shorten the rows.");
}
