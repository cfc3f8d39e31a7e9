using System.Globalization;
using SynthTrain.Bench;
using SynthTrain.Bench.Builds;
using SynthTrain.Bench.Files;
using SynthTrain.Bench.Rows;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["rows", .. var rows])
    return await RowsVerb.RunAsync(new Arguments(rows));
if (args is ["one-row", .. var oneRow])
    return await OneRowVerb.RunAsync(new Arguments(oneRow));
if (args is ["hash", .. var hash])
    return HashVerb.Run(new Arguments(hash));
if (args is ["noop", .. var noop])
    return NoopVerb.Run(new Arguments(noop));
if (args is ["child", .. var child])
    return await RowsChild.RunAsync(new Arguments(child));
await Console.Error.WriteLineAsync("rows [--count 100000] [--latency 20] [--concurrency 64] [--runs 3] | one-row [--count 100000] [--runs 3] | hash [--gib 4] [--runs 3] | noop [--runs 15]");
return 1;
