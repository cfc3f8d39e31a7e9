using System.Globalization;
using SynthTrain.Bench;
using SynthTrain.Bench.Answers;
using SynthTrain.Bench.Builds;
using SynthTrain.Bench.Files;
using SynthTrain.Bench.Generation;
using SynthTrain.Bench.Http;
using SynthTrain.Bench.Models;
using SynthTrain.Bench.Quantize;
using SynthTrain.Bench.Replies;
using SynthTrain.Bench.Rows;
using SynthTrain.Bench.Tokenizing;
using SynthTrain.Bench.Torch;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["rows", .. var rows])
    return await RowsVerb.RunAsync(new Arguments(rows));
if (args is ["one-row", .. var oneRow])
    return await OneRowVerb.RunAsync(new Arguments(oneRow));
if (args is ["hash", .. var hash])
    return HashVerb.Run(new Arguments(hash));
if (args is ["noop", .. var noop])
    return NoopVerb.Run(new Arguments(noop));
if (args is ["http", .. var http])
    return await HttpVerb.RunAsync(new Arguments(http));
if (args is ["behaviours", .. var behaviours])
    return await BehavioursVerb.RunAsync(new Arguments(behaviours));
if (args is ["replies", .. var replies])
    return RepliesVerb.Run(new Arguments(replies));
if (args is ["safetensors", .. var safetensors])
    return SafetensorsVerb.Run(new Arguments(safetensors));
if (args is ["cached-stage", .. var cached])
    return await CachedStageVerb.RunAsync(new Arguments(cached));
if (args is ["quantize", .. var quantize])
    return await QuantizeVerb.RunAsync(new Arguments(quantize));
if (args is ["quantize-child", .. var quantizeChild])
    return QuantizeChild.Run(new Arguments(quantizeChild));
if (args is ["tokenize", .. var tokenize])
    return TokenizeVerb.Run(new Arguments(tokenize));
if (args is ["http-child", .. var httpChild])
    return await HttpChild.RunAsync(new Arguments(httpChild));
if (args is ["by-hand", .. var byHand])
    return await ByHand.RunAsync(new Arguments(byHand));
if (args is ["child", .. var child])
    return await RowsChild.RunAsync(new Arguments(child));
if (args is ["gemm", .. var gemm])
    return GemmVerb.Run(new Arguments(gemm));
if (args is ["generate", .. var generate])
    return await GenerateVerb.RunAsync(new Arguments(generate));
if (args is ["generate-child", .. var generateChild])
    return GenerateVerb.Child(new Arguments(generateChild));
if (args is ["step", .. var step])
    return StepVerb.Run(new Arguments(step));
if (args is ["answers", .. var answers])
    return AnswersVerb.Run(new Arguments(answers));
await Console.Error.WriteLineAsync("""
    rows [--count 100000] [--latency 20] [--concurrency 64] [--runs 3]
    one-row [--count 100000] [--runs 3]
    hash [--gib 4] [--runs 3]
    noop [--runs 15]
    http [--count 5000,20000] [--latency 20,50,500] [--concurrency 64] [--runs 3] [--faults 0]
    behaviours [--count 5000] [--latency 20] [--runs 3]
    replies [--count 1000000]
    cached-stage [--count 100000] [--runs 3]
    safetensors [--mib 1024] [--runs 5]
    quantize [--megabytes 500] [--types q4_k_m,q8_0] [--threads 2] [--runs 3]
    tokenize --golden ../shared/golden [--runs 3]
    generate [--threads 2] [--tokens 128] [--runs 3] [--only 5M|135M]
    answers --model <folder> --eval <heldout.jsonl> [--gguf <q4_k_m.gguf>] [--limit 500] [--tokens 256] [--threads 1]
    gemm [--threads 2] [--sizes 256,576,1024,2048]
    step [--threads 2] [--steps 3] [--only 5] [--fused 1]
    """);
return 1;
