using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Core.Stages;
using SynthTrain.Models.Quantization;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Endpoints;
using SynthTrain.Training.Evaluation.Gate;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Stages.Evaluate;

/// <summary>One evaluation: models one after the other, so that one is in memory at a time, each asked all sets.</summary>
internal sealed class EvaluationRun : IDisposable
{
    private readonly StageContext _context;
    private readonly EvaluateOptions _options;
    private readonly ModelOpener _opener;
    private readonly byte[]? _schema;
    private readonly AnswerJudge _judge;
    private readonly ModelAsking _asking;
    private readonly EvaluationSets _sets;
    private readonly List<GateStep> _steps = [];
    private readonly string _scratch;
    private ModelEvaluation? _reference;
    private ExportGate? _gate;
    private bool _fitted;
    private int _done;

    public EvaluationRun(StageContext context, EvaluateOptions options, ModelOpener opener, Placement placement)
    {
        (_context, _options, _opener) = (context, options, opener);
        var (schema, bytes) = Schema(context);
        (_schema, _judge) = (bytes, new AnswerJudge(schema));
        _asking = new ModelAsking(options, placement, _judge, (schema, bytes)) { Progress = Note, Done = () => _done++ };
        _sets = new EvaluationSets(context, options.Limit);
        _scratch = context.CheckpointDirectory is { } folder ? Path.Combine(folder, "gate") : Directory.CreateTempSubdirectory("synthtrain-gate").FullName;
    }

    private int SourceCount => (_context.Inputs("before").Count > 0 ? 1 : 0) + (EvaluateOptions.HasFolder(_context) ? 1 + _options.GateTypes.Count : 0) + (_context.Inputs("adapter").Count > 0 ? 1 : 0) + _context.Inputs("gguf").Count + (_options.Endpoint is null ? 0 : 1);

    public async Task<EvaluationOutcome> RunAsync(CancellationToken cancellation)
    {
        if (SourceCount == 0)
            throw new SynthException(Codes.ModelNotFound, "Stage 'evaluate' has nobody to ask: name a Hugging Face folder or a .gguf file as SynthModel, or an OpenAI-compatible server as SynthEvalEndpoint.");
        return await _context.CodedAsync(() => AskAllAsync(cancellation));
    }

    public void Dispose()
    {
        if (Directory.Exists(_scratch))
            Directory.Delete(_scratch, recursive: true);
    }

    private async Task<EvaluationOutcome> AskAllAsync(CancellationToken cancellation)
    {
        _sets.Require();
        foreach (var file in _context.Inputs("gguf"))
            _sets.Fit(PromptMaker.OfGguf(_context.Display(file), file));
        using var free = _options.Endpoint is not null && _options.Constrained != Constraining.Held ? new EndpointSource(_context, _options, schema: null) : null;
        using var held = _options.Endpoint is not null && _options.Constrained != Constraining.Free ? new EndpointSource(_context, _options, _schema) : null;
        if ((free ?? held) is { } endpoint)
            await SourceRunner.TryAsync(endpoint.Answerer, _sets.All[0].Rows.Rows[0], cancellation);
        await ModelsAsync(cancellation);
        if (free is not null)
            await EndpointAsync(free.Answerer, "", cancellation);
        if (held is not null)
            await EndpointAsync(held.Answerer, free is null ? "" : ModelAsking.HeldSuffix, cancellation);
        _sets.Warn();
        return new(_options, _sets.All, _steps, _gate?.Faults(_steps) ?? []);
    }

    private async Task ModelsAsync(CancellationToken cancellation)
    {
        if (_context.Inputs("before").Count > 0)
        {
            using var model = _opener.Before();
            await ModelAsync("sft", model, cancellation);
        }

        if (_context.Inputs("adapter").Count > 0)
        {
            using var model = await _opener.AdapterAsync(cancellation);
            Refer(await ModelAsync("adapter", model, cancellation));
        }

        if (EvaluateOptions.HasFolder(_context))
            await FolderAsync(cancellation);
        foreach (var file in _context.Inputs("gguf"))
            await GgufAsync(_context.Display(file), file, cancellation);
    }

    private async Task FolderAsync(CancellationToken cancellation)
    {
        using (var model = _opener.Folder())
        {
            var evaluation = await ModelAsync(_gate is null ? "model" : "merged", model, cancellation);
            if (!Refer(evaluation))
                _steps.Add(_gate!.Compare("merged", null, evaluation));
        }

        if (_options.GateTypes.Count == 0)
            return;
        Directory.CreateDirectory(_scratch);
        using var folder = ModelSource.Of(_context).Open(_context);
        var steps = new ExportSteps(folder, _scratch, _options.PreTokenizer);
        foreach (var type in _options.GateTypes)
        {
            var path = steps.Write(type, cancellation);
            await GgufAsync(GgufQuantNames.Name(type), path, cancellation);
            File.Delete(path);
        }
    }

    private async Task GgufAsync(string name, string path, CancellationToken cancellation)
    {
        using var model = _opener.Gguf(path);
        var evaluation = await ModelAsync(name, model, cancellation);
        if (!Refer(evaluation))
            _steps.Add(_gate!.Compare(name, GgufKind.Of(path), evaluation));
    }

    /// <summary>Evaluates; the first model decides which rows can be asked.</summary>
    private async Task<ModelEvaluation> ModelAsync(string name, LoadedModel model, CancellationToken cancellation)
    {
        if (!_fitted)
            _sets.Fit(PromptMaker.Of(name, model));
        _fitted = true;
        return await _asking.AskAsync(name, model, _sets.All, cancellation);
    }

    /// <summary>Takes the first form of the trained model as what exports are held against.</summary>
    /// <returns>Whether it was the first.</returns>
    private bool Refer(ModelEvaluation evaluation)
    {
        if (_reference is not null)
            return false;
        (_reference, _gate) = (evaluation, new ExportGate(evaluation, _options.Bounds));
        return true;
    }

    private async Task EndpointAsync(EndpointAnswerer answerer, string suffix, CancellationToken cancellation)
    {
        foreach (var set in _sets.All)
        {
            var run = await new SourceRunner(_judge, EvaluateDefaults.EndpointConcurrency).RunAsync(answerer, set.Rows.Rows, Note, cancellation);
            _sets.Warn(run);
            run = run with { Source = run.Source + suffix };
            set.Sources.Add((run, SourceSummary.Of(run)));
            _done++;
        }
    }

    private void Note(int done)
    {
        var (sets, all) = (_sets.All, _sets.Rows);
        var askings = (long)sets.Count * _asking.Times * SourceCount;
        // Sets have about as many rows as each other, or the figure jumps once.
        _context.Progress?.Report(new StageProgress((_done * all / sets.Count) + done, askings * all / sets.Count, 0, 0, null) { Unit = "answers" });
    }

    private static (JsonSchema? Schema, byte[]? Bytes) Schema(StageContext context)
    {
        if (context.Inputs("schema") is not [var path, ..])
            return (null, null);
        var bytes = TextFile.ReadBytes(context.Files, path, context.Display(path));
        return (SchemaFile.Load(context.Files, path, context.Display(path)), bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
    }
}
