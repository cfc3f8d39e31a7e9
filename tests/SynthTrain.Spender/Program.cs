using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Teachers;
using SynthTrain.Spender;
using SynthTrain.Teachers.Money;

// A process that spends: asks a teacher that answers at once, counts what it was asked, and says so line by line.
// Arguments: project, model, SynthMaxCost, requests, and "hang" for a teacher that never answers.
var files = new PhysicalFileSystem();
var teacher = new TeacherDefinition { Name = "paid", Provider = "openai", Models = [args[1]], Parameters = new Dictionary<string, string> { ["max_tokens"] = "1000" } };
var prices = new TeacherPrices(teacher, PriceTable.Load(files, null));
using var account = new SpendAccount(new SpendAccountOptions
{
    Files = files,
    Time = TimeProvider.System,
    Layout = new ProjectLayout(args[0]),
    Diagnostics = new Silence(),
    Run = "main",
    Stage = "drafts",
    Prices = prices,
    Limits = new SpendLimits(decimal.Parse(args[2], CultureInfo.InvariantCulture)),
});
var hang = args.Contains("hang");
var spender = new SpendTeacher(new Instant(hang), account, prices, args[1]);
var request = new TeacherRequest { Task = "draft", Messages = [new TeacherMessage("user", "hello")], Teacher = teacher };
try
{
    await Parallel.ForEachAsync(Enumerable.Range(0, int.Parse(args[3], CultureInfo.InvariantCulture)), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, token) => await spender.AskAsync(request, token));
    Console.WriteLine("all");
}
catch (SynthException e)
{
    Console.WriteLine(e.Diagnostics[0].Code);
}

Console.WriteLine(account.Total.Cost.ToString(CultureInfo.InvariantCulture));
