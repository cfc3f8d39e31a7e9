using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Models;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Generation;

namespace SynthTrain.Worker.Chat;

/// <summary>Opens what a chat needs.</summary>
internal static class ChatModel
{
    /// <summary>Opens a trained folder or a GGUF file.</summary>
    /// <param name="path">As it was given.</param>
    /// <exception cref="SynthException">The model cannot be opened.</exception>
    public static LoadedModel Open(string path) => Coded(() =>
    {
        if (File.Exists(path) && path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            return EvaluationModels.OpenGguf(path);
        return Directory.Exists(path)
            ? BaseModelOpener.OpenFolder(path)
            : throw new SynthException(Codes.ModelNotFound, $"'{path}' is no model; name the folder of a trained model, such as 'training/models/gh/sft', or a .gguf file.");
    });

    /// <summary>What answers are held to; the file is read at once, and what it says is put to a model later.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">A JSON Schema, or the schema of a command line; as it was given.</param>
    /// <exception cref="SynthException">The schema cannot be read; when a model is given, that it cannot be enforced.</exception>
    public static Func<LoadedModel, JsonGrammar> Schema(IFileSystem files, string path)
    {
        var whole = Path.GetFullPath(path);
        var schema = Path.GetExtension(path) is ".yaml" or ".yml" ? CliOutputSchema.ToUtf8(CliSchemaReader.Read(files, whole, path)) : TextFile.ReadBytes(files, whole, path);
        return model => JsonGrammar.OfSchema(schema, path, model);
    }

    /// <summary>Runs what meets model files and templates.</summary>
    /// <exception cref="SynthException">The fault with its code.</exception>
    public static T Coded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ModelException e)
        {
            throw new SynthException(Diagnostic.Error(e.Code, e.Message, e.File, e.Line, e.Column), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotRead, $"The model cannot be read: {e.Message}"), e);
        }
    }
}
