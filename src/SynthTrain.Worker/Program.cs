using System.CommandLine;
using SynthTrain.Worker.Commands;

var root = new RootCommand("SynthTrain's worker: runs one stage of a data project. The build starts it; it can be started by hand as well.")
{
    RunCommand.Create(),
    StatusCommand.Create(),
    ReportCommand.Create(),
    ValidateCommand.Create(),
    ForecastCommand.Create(),
    EstimateCommand.Create(),
    RecordCommand.Create(),
    CompactCommand.Create(),
    SmokeCommand.Create(),
    OllamaCreateCommand.Create(),
    ListSchemasCommand.Create(),
    ChatCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
