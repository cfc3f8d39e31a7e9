using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Training.BaseModels.Hub;

namespace SynthTrain.Stages.FetchBase;

/// <summary>
/// Has a base model of the Hugging Face hub in the user's cache and writes which one it is. Parameter <c>base</c>: <c>owner/name[@revision]</c>.
/// Output: <c>base</c> (<see cref="HubBase"/>). A branch is looked up once: the lockfile keeps its commit, until <c>SynthForce=FetchBase</c>.
/// </summary>
[Stage("fetchbase")]
public sealed class FetchBaseStage : IStage, IStageValidator
{
    private readonly Func<string, string?> _variable;
    private readonly HubOptions _options;

    /// <summary>Reads the worker's environment.</summary>
    public FetchBaseStage()
        : this(Environment.GetEnvironmentVariable, new())
    {
    }

    /// <summary>For tests.</summary>
    internal FetchBaseStage(Func<string, string?> variable, HubOptions options) => (_variable, _options) = (variable, options);

    /// <inheritdoc/>
    public void Validate(StageContext context) => Id(context);

    /// <inheritdoc/>
    public async Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken)
    {
        var settings = HubSettings.From(_variable, context.Secret);
        var fetcher = new HubFetcher(settings, _options with { Time = context.Time, Files = context.Files, Progress = context.Progress, Diagnostics = context.Diagnostics });
        var found = await fetcher.FetchAsync(Id(context), context.Pin, cancellationToken);
        await using (var stream = context.OpenOutput("base"))
            await stream.WriteAsync(found.ToUtf8(), cancellationToken);
        return new StageResult
        {
            RowsIn = found.Files.Count,
            Accepted = found.Files.Count,
            Unit = "files",
            Pin = found.Commit,
            Figures =
            [
                new("revision", found.Commit),
                new("size", string.Create(CultureInfo.InvariantCulture, $"{found.Files.Sum(file => file.Size) / 1e6:0.#} MB")),
            ],
        };
    }

    private static HubId Id(StageContext context) => HubId.Parse(context.Options.Text("base") ?? throw new SynthException(Codes.BadOption, $"Stage '{context.Request.Stage}' needs the option 'base'; allowed is 'owner/name' or 'owner/name@revision'."));
}
