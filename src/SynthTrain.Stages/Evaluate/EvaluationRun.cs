using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Core.Stages;
using SynthTrain.Models;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Quantization;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Endpoints;
using SynthTrain.Training.Evaluation.Gate;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;
using SynthTrain.Training.Generation;
using TorchSharp;

namespace SynthTrain.Stages.Evaluate;

/// <summary>One evaluation: models one after the other, so that one is in memory at a time.</summary>
internal sealed class EvaluationRun : IDisposable
{
    private const int WarningsOfAReason = 20;
    private readonly StageContext _context;
    private readonly EvaluateOptions _options;
    private readonly ModelOpener _opener;
    private readonly byte[]? _schema;
    private readonly AnswerJudge _judge;
    private readonly ModelEvaluator _evaluator;
    private readonly List<(SourceRun Run, SourceSummary Summary)> _sources = [];
    private readonly List<GateStep> _steps = [];
    private readonly string _scratch;
    private EvaluationRows _rows;
    private ModelEvaluation? _reference;
    private ExportGate? _gate;
    private int _begun;

    public EvaluationRun(StageContext context, EvaluateOptions options, ModelOpener opener, Placement placement)
    {
        (_context, _options, _opener) = (context, options, opener);
        var (schema, bytes) = Schema(context);
        (_schema, _judge) = (bytes, new AnswerJudge(schema));
        _evaluator = new ModelEvaluator(new ModelEvaluationOptions
        {
            Judge = _judge,
            Generation = new GenerationOptions { MaxTokens = options.MaxTokens },
            Placement = placement,
            TimedRows = EvaluateDefaults.TimedRows,
            // Threads that ask one GPU only wait for each other.
            Concurrency = placement.Device.type != DeviceType.CPU ? 1 : options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            Constraint = options.Constrained ? Constraints.Of(bytes!, schema!.Name) : null,
            Progress = Note,
        });
        var input = context.Input("eval");
        _rows = EvaluationRowReader.Read(context.Files, input, context.Display(input), options.Limit);
        _scratch = context.CheckpointDirectory is { } folder ? Path.Combine(folder, "gate") : Directory.CreateTempSubdirectory("synthtrain-gate").FullName;
    }

    private int SourceCount => (EvaluateOptions.HasFolder(_context) ? 1 + _options.GateTypes.Count : 0) + (_context.Inputs("adapter").Count > 0 ? 1 : 0) + _context.Inputs("gguf").Count + (_options.Endpoint is null ? 0 : 1);

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
        foreach (var file in _context.Inputs("gguf"))
            _rows = ModelEvaluator.Fitting(PromptMaker.OfGguf(_context.Display(file), file), _rows);
        RequireRows();
        using var endpoint = _options.Endpoint is { } address ? new EndpointSource(_context, _options, address, _schema) : null;
        if (endpoint is not null)
            await SourceRunner.TryAsync(endpoint.Answerer, _rows.Rows[0], cancellation);
        if (_context.Inputs("adapter").Count > 0)
        {
            using var model = await _opener.AdapterAsync(cancellation);
            await ModelAsync("adapter", model, cancellation);
        }

        if (EvaluateOptions.HasFolder(_context))
            await FolderAsync(cancellation);
        foreach (var file in _context.Inputs("gguf"))
            await GgufAsync(_context.Display(file), file, cancellation);
        if (endpoint is not null)
            await EndpointAsync(endpoint.Answerer, cancellation);
        Warn();
        return new(_options, _rows, _sources, _steps, _gate?.Faults(_steps) ?? []);
    }

    private async Task FolderAsync(CancellationToken cancellation)
    {
        using (var model = _opener.Folder())
        {
            var evaluation = await ModelAsync(_gate is null ? "model" : "merged", model, cancellation);
            if (_reference != evaluation)
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
        if (_reference != evaluation)
            _steps.Add(_gate!.Compare(name, GgufKind.Of(path), evaluation));
    }

    /// <summary>Evaluates; the first model decides which rows can be asked, and is what exports are held against.</summary>
    private async Task<ModelEvaluation> ModelAsync(string name, LoadedModel model, CancellationToken cancellation)
    {
        if (_reference is null)
            _rows = ModelEvaluator.Fitting(PromptMaker.Of(name, model), _rows);
        RequireRows();
        var evaluation = await _evaluator.EvaluateAsync(name, model, _rows.Rows, cancellation);
        _sources.Add((evaluation.Run, evaluation.Summary));
        _begun++;
        if (_reference is null)
            (_reference, _gate) = (evaluation, new ExportGate(evaluation, _options.Bounds));
        return evaluation;
    }

    private async Task EndpointAsync(EndpointAnswerer answerer, CancellationToken cancellation)
    {
        var run = await new SourceRunner(_judge, EvaluateDefaults.EndpointConcurrency).RunAsync(answerer, _rows.Rows, Note, cancellation);
        _sources.Add((run, SourceSummary.Of(run)));
        _begun++;
        foreach (var row in run.Rows.Where(row => row.Failure is not null).Take(WarningsOfAReason))
            _context.Diagnostics.Report(Diagnostic.Warning(Codes.EndpointFailed, $"'{answerer.Name}' gave no answer to row '{row.Row.Id}': {row.Failure}", row.Row.File, row.Row.Line, 1));
    }

    private void RequireRows()
    {
        if (_rows.Rows.Count > 0)
            return;
        Warn();
        throw new SynthException(Codes.NoTrainingData, $"There is nothing to evaluate: '{_context.Display(_context.Input("eval"))}' has {(_rows.Rejected.Count == 0 ? "no rows" : $"{_rows.Rejected.Count} rows, none of which can be asked: '{_rows.Rejected[0].Detail}'")}. Each row needs 'messages' whose last is the assistant's, or 'messages' or a 'prompt' with 'expected'.", _context.Display(_context.Input("eval")));
    }

    private void Warn()
    {
        foreach (var row in _rows.Rejected.GroupBy(row => row.Reason).SelectMany(reason => reason.Take(WarningsOfAReason)))
            _context.Diagnostics.Report(Diagnostic.Warning(Codes.BadExample, $"Row '{row.Id}' is not asked ({row.Reason}): {row.Detail}", row.File, row.Line, 1));
    }

    private void Note(int done)
    {
        var rows = _rows.Rows.Count;
        _context.Progress?.Report(new StageProgress(((long)_begun * rows) + done, (long)SourceCount * rows, 0, 0, null) { Unit = "answers" });
    }

    private static (JsonSchema? Schema, byte[]? Bytes) Schema(StageContext context)
    {
        if (context.Inputs("schema") is not [var path, ..])
            return (null, null);
        var bytes = TextFile.ReadBytes(context.Files, path, context.Display(path));
        return (SchemaFile.Load(context.Files, path, context.Display(path)), bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
    }
}
