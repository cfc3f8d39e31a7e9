using System.Text.Json;
using SynthTrain.Stages.Qa;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.Tests.Qa;

[TestClass]
public sealed class RowCheckTests
{
    [TestMethod]
    [DataRow("\"I'm sorry, but I can't assist with that.\"", true)]
    [DataRow("\"As an AI language model, I do not travel.\"", true)]
    [DataRow("\"Unfortunately, I am unable to do so.\"", true)]
    [DataRow("{\"type\":\"itinerary\",\"summary\":\"I cannot provide this information as it could be used to harm others.\"}", true)]
    [DataRow("{\"summary\":\"Take the train to the coast in the morning and the ferry in the evening.\",\"notes\":[\"I cannot provide live prices.\"]}", false)]
    [DataRow("\"Tell the officer: I am sorry, but I cannot find my passport. Then go to the embassy.\"", true)]
    [DataRow("\"Say the following to the clerk at the desk of the station: sorry, I cannot find my ticket.\"", false)]
    [DataRow("\"Pack light and leave early.\"", false)]
    public void Refusals(string response, bool refused) => Assert.AreEqual(refused, new RefusalCheck().Fault(Row(response)) is not null);

    [TestMethod]
    [DataRow("en", "Before you leave, check that your passport is valid for at least six months after the date of your return and make a copy of it.", true)]
    [DataRow("de", "Before you leave, check that your passport is valid for at least six months after the date of your return and make a copy of it.", false)]
    [DataRow("de", "Prüfen Sie vor der Abreise, ob der Pass noch mindestens sechs Monate nach dem Tag der Rückkehr gültig ist, und machen Sie eine Kopie.", true)]
    [DataRow("fr", "Avant de partir, vérifiez que votre passeport est valable au moins six mois après la date de votre retour et faites une copie pour vous.", true)]
    [DataRow("en", "Avant de partir, vérifiez que votre passeport est valable au moins six mois après la date de votre retour et faites une copie pour vous.", false)]
    [DataRow("en", "Antes de salir, compruebe que su pasaporte es válido al menos seis meses después de la fecha de su regreso y haga una copia por si acaso.", false)]
    [DataRow("es", "Antes de salir, compruebe que su pasaporte es válido al menos seis meses después de la fecha de su regreso y haga una copia por si acaso.", true)]
    [DataRow("it", "Prima di partire, controlla che il passaporto sia valido per almeno sei mesi dopo la data del ritorno e fanne una copia per ogni evenienza.", true)]
    [DataRow("pt", "Antes de sair, verifique se o seu passaporte é válido por pelo menos seis meses depois da data do regresso e faça uma cópia para o caso.", true)]
    [DataRow("nl", "Controleer voor vertrek of je paspoort nog minstens zes maanden geldig is na de datum van je terugkeer en maak er een kopie van voor de zekerheid.", true)]
    [DataRow("ja", "出発の前にパスポートの有効期限を確認してください。", true)]
    [DataRow("en", "出発の前にパスポートの有効期限を確認してください。", false)]
    [DataRow("ru", "Перед отъездом проверьте срок действия паспорта.", true)]
    [DataRow("en", "Passport. Visa. Tickets. Insurance card. Adapter. Sunscreen. Medication. Cash. Copies. Charger. Camera. Water bottle. Snacks. Umbrella. Hat. Gloves. Map. Book. Pen. Torch. Soap.", true)]
    [DataRow("en", "Tokyo", true)]
    public void Languages_are_told_apart(string language, string text, bool passes)
    {
        var fault = new LanguageCheck(language).Fault(Row(JsonSerializer.Serialize(text)));
        Assert.AreEqual(passes, fault is null, fault);
    }

    [TestMethod]
    public void Length_counts_code_points()
    {
        Assert.AreEqual(2, LengthCheck.Of("a👍"));
        Assert.IsNull(new LengthCheck(2, 2).Fault(Row("\"a👍\"")));
        Assert.IsNotNull(new LengthCheck(3, 9).Fault(Row("\"a👍\"")));
    }

    private static QaRow Row(string response) => new(new DatasetRow("x", 1, default, "prompt", JsonElement.Parse(response)));
}
