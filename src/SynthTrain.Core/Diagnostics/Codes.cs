namespace SynthTrain.Core.Diagnostics;

/// <summary>Every code a user can meet; each has a page <c>docs/codes/STxxxx.md</c>.</summary>
/// <remarks>ST0xxx project and data, ST1xxx incremental build, ST2xxx teachers, ST9xxx internal.</remarks>
public static class Codes
{
    /// <summary>A file that the project names does not exist or is a folder.</summary>
    public const string InputMissing = "ST0001";

    /// <summary>A property or stage option has a value that is not allowed.</summary>
    public const string BadOption = "ST0002";

    /// <summary>A YAML file cannot be read: syntax, unknown key, wrong type, missing key.</summary>
    public const string BadYaml = "ST0003";

    /// <summary>A prompt template names a slot that its stage does not fill, or lacks one it must have.</summary>
    public const string BadPromptTemplate = "ST0004";

    /// <summary>A line of a JSONL file is not a JSON object.</summary>
    public const string BadJsonLine = "ST0005";

    /// <summary>A file is not UTF-8.</summary>
    public const string NotUtf8 = "ST0006";

    /// <summary>Two rows of one file have the same id.</summary>
    public const string DuplicateId = "ST0007";

    /// <summary>A row lacks a field or has one of the wrong type.</summary>
    public const string BadRow = "ST0008";

    /// <summary>A JSON Schema file is malformed or uses keywords that are not supported.</summary>
    public const string BadSchema = "ST0009";

    /// <summary>A spec cannot be planned: quotas that do not add up, unknown names, empty sets.</summary>
    public const string BadSpec = "ST0010";

    /// <summary>A path is outside what is allowed, or two outputs share one path.</summary>
    public const string BadPath = "ST0011";

    /// <summary>Rows were rejected; the side file lists them.</summary>
    public const string RowsRejected = "ST0012";

    /// <summary>Rows with the same leakage group, or near-duplicates, would be split apart, meet an eval suite, or stand in the training and the validation file.</summary>
    public const string Leakage = "ST0013";

    /// <summary>Fewer rows than asked for were available.</summary>
    public const string TooFewRows = "ST0014";

    /// <summary>Achieved fractions differ from the ones asked for.</summary>
    public const string FractionsDiffer = "ST0015";

    /// <summary>Files of a stage disagree: ids in one that are missing in another.</summary>
    public const string RowsUnmatched = "ST0016";

    /// <summary>The stages of a project form a cycle.</summary>
    public const string StageCycle = "ST0017";

    /// <summary>A file cannot be written: disk full, read-only folder, no permission.</summary>
    public const string CannotWrite = "ST0018";

    /// <summary>A file cannot be read: no permission, device error.</summary>
    public const string CannotRead = "ST0019";

    /// <summary>The schema of a command line says what cannot be: a cycle, a type that is missing, a default outside its values, a name twice.</summary>
    public const string BadCliSchema = "ST0020";

    /// <summary>Rows are too much alike, or leave out a part of what they are about.</summary>
    public const string LowDiversity = "ST0021";

    /// <summary>More training rows equal an earlier one than the project allows.</summary>
    public const string DuplicateRows = "ST0022";

    /// <summary>A stage is stale: the answer of <c>-question</c>.</summary>
    public const string Stale = "ST1001";

    /// <summary>A file at a stage's output was not made by the stage, or was edited by hand.</summary>
    public const string UserOwned = "ST1002";

    /// <summary>An input changed while the stage ran.</summary>
    public const string InputChanged = "ST1003";

    /// <summary>Another process holds the stage.</summary>
    public const string StageLocked = "ST1004";

    /// <summary>A manifest, journal or lockfile is damaged.</summary>
    public const string DamagedState = "ST1005";

    /// <summary>The result differs from the one that the lockfile pins.</summary>
    public const string LockfileMismatch = "ST1006";

    /// <summary>A stage's result is partial.</summary>
    public const string Partial = "ST1007";

    /// <summary>The build was interrupted; what was done is kept.</summary>
    public const string Interrupted = "ST1008";

    /// <summary>A stage name that does not exist was given to SynthForce or SynthAdopt.</summary>
    public const string UnknownStage = "ST1009";

    /// <summary>A file cannot be adopted: it does not validate.</summary>
    public const string CannotAdopt = "ST1010";

    /// <summary>The loaded task assembly is older than the one on disk.</summary>
    public const string StaleNode = "ST1011";

    /// <summary>The teacher configuration is missing a key or has a value that is not allowed.</summary>
    public const string BadTeacher = "ST2001";

    /// <summary>A request to the teacher failed; the row is asked again at the next build.</summary>
    public const string TeacherCallFailed = "ST2002";

    /// <summary>Rows are unanswered because calls failed; the output is partial.</summary>
    public const string RowsFailed = "ST2003";

    /// <summary>A provider's key is in neither the environment nor <c>.env</c>.</summary>
    public const string MissingKey = "ST2004";

    /// <summary>The provider refuses the key (401 or 403).</summary>
    public const string KeyRefused = "ST2005";

    /// <summary>No model of the chain exists, or not for this key.</summary>
    public const string UnknownModel = "ST2006";

    /// <summary>The provider refuses the response schema.</summary>
    public const string SchemaRefused = "ST2007";

    /// <summary>The endpoint does not speak the provider's protocol.</summary>
    public const string NotTheProvider = "ST2008";

    /// <summary>The next request would cross SynthMaxCost, SynthMaxRequests or SynthMaxTokens; it was not sent.</summary>
    public const string BudgetReached = "ST2009";

    /// <summary>A verb would send more paid requests than SynthConfirmAbove.</summary>
    public const string ConfirmationNeeded = "ST2010";

    /// <summary>A budget in dollars is set and the model has no price.</summary>
    public const string UnknownPrice = "ST2011";

    /// <summary>A replay met a request that was never recorded.</summary>
    public const string NotRecorded = "ST2012";

    /// <summary>A batch job failed, or cannot be had: unknown id, another provider's, a provider without batch jobs.</summary>
    public const string BatchJobFailed = "ST2013";

    /// <summary>A user's assembly cannot be loaded: its framework, a missing file, a missing type.</summary>
    public const string BadUserAssembly = "ST2014";

    /// <summary>The account's quota or credit is spent.</summary>
    public const string QuotaSpent = "ST2015";

    /// <summary>The provider refuses the request as such (another 4xx).</summary>
    public const string RequestRefused = "ST2016";

    /// <summary>An endpoint failed so often in a row that the stage stopped asking.</summary>
    public const string EndpointDown = "ST2017";

    /// <summary>The price table has a key or value that is not allowed.</summary>
    public const string BadPrices = "ST2018";

    /// <summary>A file or folder of a model is missing.</summary>
    public const string ModelNotFound = "ST3001";

    /// <summary>A model file is cut off, contradicts itself, or is not of its format.</summary>
    public const string DamagedModel = "ST3002";

    /// <summary>A tokenizer uses a part that is not known here.</summary>
    public const string UnsupportedTokenizer = "ST3003";

    /// <summary>llama.cpp has no name for a tokenizer's split rule.</summary>
    public const string UnknownPreTokenizer = "ST3004";

    /// <summary>A text is not valid Unicode and has no tokens.</summary>
    public const string BadText = "ST3005";

    /// <summary>A chat template cannot be read.</summary>
    public const string TemplateSyntax = "ST3006";

    /// <summary>A chat template failed on a conversation.</summary>
    public const string TemplateFailed = "ST3007";

    /// <summary>A chat template refused a conversation with a message of its own.</summary>
    public const string TemplateRefused = "ST3008";

    /// <summary>A model is of an architecture, or has a setting, that cannot be read or written.</summary>
    public const string UnsupportedModel = "ST3009";

    /// <summary>A tensor is missing, superfluous, or does not fit the model's config.</summary>
    public const string BadTensor = "ST3010";

    /// <summary>A quantization is not known, or needs something that was not given.</summary>
    public const string UnsupportedQuantization = "ST3011";

    /// <summary>llama.cpp ignores a setting, so that the exported model answers differently.</summary>
    public const string ExportDiffers = "ST3012";

    /// <summary>A chat template has no equal Go template.</summary>
    public const string TemplateNotExportable = "ST3013";

    /// <summary>The program 'ollama' failed.</summary>
    public const string OllamaFailed = "ST3014";

    /// <summary>Weights were lost when they were written in a smaller type.</summary>
    public const string WeightsLost = "ST3015";

    /// <summary>An adapter does not fit its base model.</summary>
    public const string AdapterMismatch = "ST3016";

    /// <summary>The training configuration has a key or value that is not allowed.</summary>
    public const string TrainingConfig = "ST3101";

    /// <summary>A row cannot be trained on: not a conversation, or no token of it would be learned.</summary>
    public const string BadExample = "ST3102";

    /// <summary>Examples are longer than the model's or the configuration's limit.</summary>
    public const string TooLong = "ST3103";

    /// <summary>There is nothing to train on.</summary>
    public const string NoTrainingData = "ST3104";

    /// <summary>The loss or the gradient is not a number any more.</summary>
    public const string Diverged = "ST3105";

    /// <summary>A tokenizer has tokens that the model's embedding has no row for.</summary>
    public const string VocabularyMismatch = "ST3106";

    /// <summary>A LoRA target names no layer of the model.</summary>
    public const string UnknownLoraTarget = "ST3107";

    /// <summary>Memory cannot suffice, or did not.</summary>
    public const string OutOfMemory = "ST3108";

    /// <summary>A base model cannot be had: missing, gated, no network.</summary>
    public const string BaseModelUnavailable = "ST3109";

    /// <summary>A checkpoint is damaged.</summary>
    public const string BadCheckpoint = "ST3110";

    /// <summary>There are fewer preference pairs than SynthMinPairs; the SFT model passes on unchanged.</summary>
    public const string TooFewPairs = "ST3111";

    /// <summary>The exported model differs from the trained one by more than the project allows.</summary>
    public const string GateFailed = "ST3112";

    /// <summary>An endpoint to evaluate does not answer as it should.</summary>
    public const string EndpointFailed = "ST3113";

    /// <summary>The program that a report goes to is not installed.</summary>
    public const string ReportToolMissing = "ST3114";

    /// <summary>There is a GPU, and training uses the processor.</summary>
    public const string GpuUnused = "ST3115";

    /// <summary>Answers cannot be constrained to this JSON Schema.</summary>
    public const string UnsupportedConstraint = "ST3116";

    /// <summary>A downloaded file is not the one that was promised.</summary>
    public const string BadDownload = "ST3117";

    /// <summary>TorchSharp or its native libraries cannot be loaded.</summary>
    public const string TorchUnavailable = "ST3118";

    /// <summary>The model cannot be trained this way.</summary>
    public const string UntrainableModel = "ST3119";

    /// <summary>Preference training makes better answers less likely too.</summary>
    public const string RewardsFall = "ST3120";

    /// <summary>What a run is about to take: memory, time, money; a note, not a fault.</summary>
    public const string TrainingEstimate = "ST3121";

    /// <summary>The worker ended without a result.</summary>
    public const string WorkerCrashed = "ST9001";

    /// <summary>An exception that nobody foresaw.</summary>
    public const string Internal = "ST9002";

    /// <summary>Targets and worker disagree about a stage: its name or code version.</summary>
    public const string StageMismatch = "ST9003";
}
