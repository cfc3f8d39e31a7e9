using System.Globalization;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>Plans the batches of a schema. The first batches of all subcommands come first, so that a part of the plan is a sample of it.</summary>
internal static class BatchPlan
{
    /// <summary>All batches: examples, then preference prompts.</summary>
    public static IReadOnlyList<ExampleBatch> Of(CliSchema schema, ExamplesOptions options)
    {
        var subcommands = schema.Commands.SelectMany(command => command.Subcommands.Select(subcommand => (Command: command, Subcommand: subcommand))).ToArray();
        (string Use, int Count)[] uses = [(ExampleUse.Examples, options.Count), (ExampleUse.Preferences, options.PreferencePrompts)];
        var stems = BatchStems.Of([.. uses.SelectMany(use => subcommands.Select(it => (use.Use, it.Command.Name, it.Subcommand.Name)))]);
        var plan = new List<ExampleBatch>();
        foreach (var (use, count) in uses.Where(use => use.Count > 0))
        {
            var sizes = Apportionment.Of([.. subcommands.Select(it => Weight(it.Subcommand))], count, options.PerCall);
            for (var number = 1; Array.Exists(sizes, of => of.Count >= number); number++)
            {
                foreach (var ((command, subcommand), of) in subcommands.Zip(sizes).Where(pair => pair.Second.Count >= number))
                    plan.Add(Batch(use, command, subcommand, number, of[number - 1]));
            }
        }

        return plan;

        ExampleBatch Batch(string use, CliCommand command, CliSubcommand subcommand, int number, int size)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{stems[(use, command.Name, subcommand.Name)]}-{number:0000}");
            return new ExampleBatch(id, use, command, subcommand, number, size, VariationAxes.Focus(subcommand, $"{use} {command.Name} {subcommand.Name}", options.Seed, number));
        }
    }

    // What a request may speak of grows with what can be said, but slower: many arguments come together in few requests.
    private static double Weight(CliSubcommand subcommand) => Math.Sqrt(1 + subcommand.Arguments.Count + subcommand.Flags.Count);
}
