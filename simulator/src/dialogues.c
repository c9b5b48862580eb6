/* dialogues.c - the conversations. Wording only: nothing here decides anything. */
#include "dialogues.h"

#define LINES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct dialogue promise[DIALOGUES_EACH] = {
    { .lines = LINES(
          "U Sí, soy yo. ¿De parte de quién?",
          "A Gracias por atenderme. Le llamo por lo siguiente: {asunto}. El saldo pendiente es "
          "de {monto}.",
          "U Sí, lo tengo presente. Este mes se me complicó un poco con los gastos de la casa.",
          "A Le entiendo. ¿Qué día podría hacer el pago para dejarlo anotado?",
          "U Me consignan la nómina en estos días. Yo creo que el {fecha} le puedo pagar.",
          "A Perfecto. Entonces queda un compromiso de pago por {monto} para el {fecha}. ¿Es "
          "correcto?",
          "U Sí, así es.", "A Muchas gracias por su tiempo. Que tenga un buen día.",
          "U Igualmente, hasta luego.") },
    { .lines =
          LINES("U Aló, sí, ¿quién habla?",
                "A Le explico el motivo de mi llamada: {asunto}. A la fecha aparece un valor de "
                "{monto}.",
                "U Ah, sí. Es que se me pasó la fecha, qué pena con ustedes.",
                "A No se preocupe. ¿Le queda bien cancelarlo esta semana?",
                "U Esta semana no alcanzo. Póngame para el {fecha}, ese día lo pago completo.",
                "A Con gusto. Registro {monto} para el {fecha}. Le enviaremos un recordatorio.",
                "U Listo, de acuerdo. Muchas gracias.", "A A usted. Hasta luego.") },
    { .lines = LINES(
          "U Buenas, sí, soy yo.",
          "A Le llamo para ayudarle a ponerse al día: {asunto}. El total es de {monto}.",
          "U Mire, todo junto no lo puedo pagar. Ahora mismo estoy sin trabajo fijo.",
          "A Comprendo su situación. Podemos recibir un abono mientras tanto. ¿Cuánto podría "
          "cancelar?",
          "U La mitad, {abono}. El {fecha} lo puedo consignar.",
          "A De acuerdo, anoto un abono de {abono} para el {fecha}. ¿Me lo confirma, por favor?",
          "U Sí, confirmado.", "A Gracias por su compromiso. Que esté muy bien.",
          "U Gracias a usted."),
      .half = true },
};
static const struct dialogue paid[DIALOGUES_EACH] = {
    { .lines = LINES(
          "U Sí, dígame.", "A Le llamo por lo siguiente: {asunto}. Aparece un saldo de {monto}.",
          "U No, eso ya lo pagué. Hice la transferencia hace dos días.",
          "A Le agradezco que me lo diga. ¿Conserva el comprobante?",
          "U Sí, lo tengo en el celular.",
          "A Muy bien. Dejo anotado que el pago ya fue realizado y lo verificamos. Gracias.",
          "U Bueno, gracias. Hasta luego.") },
    { .lines =
          LINES("U Aló.", "A El motivo de mi llamada es este: {asunto}. El valor es de {monto}.",
                "U Pero si yo pagué eso la semana pasada en el corresponsal.",
                "A Es posible que todavía no se vea en el sistema. ¿Recuerda el día exacto?",
                "U El viernes por la tarde.",
                "A Perfecto, lo registro como pagado para su verificación. Muchas gracias.",
                "U A la orden.") },
    { .lines = LINES(
          "U Sí, a la orden.", "A Le hablo por su cuenta: {asunto}. Figura pendiente {monto}.",
          "U Ya está cancelado. Me llegó hasta el correo de confirmación.",
          "A Excelente noticia. Entonces actualizo su registro y no le molestamos más por esto.",
          "U Le agradezco.", "A Que tenga un feliz día.") },
};
static const struct dialogue refused[DIALOGUES_EACH] = {
    { .lines =
          LINES("U ¿Quién es?", "A Le llamo por lo siguiente: {asunto}. El saldo es de {monto}.",
                "U Yo no voy a pagar eso. Ya les dije que no estoy de acuerdo con ese cobro.",
                "A Entiendo su molestia. ¿Le gustaría que revisáramos juntos el detalle?",
                "U No, no me interesa. Mándenme los papeles por escrito.",
                "A Dejo constancia de su respuesta. Gracias por atenderme.", "U Hasta luego.") },
    { .lines = LINES("U Sí, soy yo. ¿Qué necesita?",
                     "A Es sobre un valor pendiente de {monto}: {asunto}.",
                     "U En este momento no tengo con qué pagar y no me voy a comprometer con nada.",
                     "A ¿Habría alguna fecha en la que podamos volver a hablar?",
                     "U No, yo miro cuando pueda. No me presione.",
                     "A De acuerdo. Lo dejo registrado. Que esté bien.") },
    { .lines = LINES("U Dígame.", "A Le explico: {asunto}. Hay un saldo de {monto} por cancelar.",
                     "U Eso no lo debo. El servicio nunca funcionó y nadie me respondió.",
                     "A Lamento escuchar eso. Puedo dejar la reclamación anotada.",
                     "U Anótela, pero no pago. Buenas tardes.") },
};
static const struct dialogue callback[DIALOGUES_EACH] = {
    { .lines = LINES("U Sí, hola. Mire, voy manejando, no puedo hablar.",
                     "A Claro, no hay problema. ¿A qué hora le puedo llamar?",
                     "U Llámeme el {fecha} a las {hora}.",
                     "A Anotado: el {fecha} a las {hora}. Conduzca con cuidado.", "U Gracias.") },
    { .lines = LINES(
          "U Aló, estoy en una reunión.",
          "A Disculpe la interrupción. Es por lo siguiente: {asunto}. ¿Le llamo en otro momento?",
          "U Sí, por favor, el {fecha} a las {hora} estoy libre.",
          "A Así lo hacemos. Muchas gracias.") },
    { .lines = LINES("U ¿Sí? Ah, ya. Ahora no le puedo atender, estoy con los niños.",
                     "A Entiendo. ¿Qué hora le conviene más?", "U El {fecha}, tipo {hora}.",
                     "A Perfecto, le llamamos el {fecha} a las {hora}. Hasta entonces.",
                     "U Hasta luego.") },
};
static const struct dialogue wrong_person[DIALOGUES_EACH] = {
    { .lines = LINES("U No, aquí no vive nadie con ese nombre.",
                     "A ¿Este número no le pertenece a la persona que busco?",
                     "U No, yo tengo esta línea hace como dos años.",
                     "A Disculpe la molestia. Actualizo el registro. Que tenga buen día.") },
    { .lines = LINES("U Está equivocado.", "A Le ofrezco disculpas. ¿Conoce usted a la persona?",
                     "U No, no la conozco.",
                     "A Gracias. No volveremos a llamar a este número por esto.") },
    { .lines = LINES("U ¿A quién busca? No, ya no trabaja acá.",
                     "A Entiendo. ¿Sabe en qué número la puedo ubicar?", "U No, ni idea.",
                     "A Muchas gracias por la información. Hasta luego.", "U Chao.") },
};
static const struct dialogue opted_out[DIALOGUES_EACH] = {
    { .lines = LINES("U Mire, ya les he dicho que no me llamen más.",
                     "A Lamento la molestia. ¿Desea que retire su número de nuestra lista?",
                     "U Sí, retírelo. No quiero recibir más llamadas.",
                     "A Queda registrado. No recibirá más llamadas. Que esté bien.") },
    { .lines = LINES("U ¿Otra vez? Por favor bórrenme de esa base de datos.",
                     "A Por supuesto. Registro su solicitud de no ser contactado.",
                     "U Eso espero. No me llamen más.") },
    { .lines = LINES("U ¿Esto es una grabación? No autorizo el uso de mis datos.",
                     "A Soy un asistente virtual. Si lo desea, retiro su número ahora mismo.",
                     "U Retírelo ya. No me vuelvan a llamar.", "A Hecho. Gracias por decírmelo.") },
};
static const struct dialogue talked[DIALOGUES_EACH] = {
    { .lines =
          LINES("U Sí, a la orden.", "A Le llamo por lo siguiente: {asunto}.",
                "U Ah, bueno. ¿Y eso dónde lo puedo consultar?",
                "A En nuestra página, con su número de documento. ¿Puedo ayudarle en algo más?",
                "U No, por ahora lo voy a revisar con mi esposa.",
                "A Muy bien. Quedamos atentos. Que tenga buen día.", "U Gracias, igualmente.") },
    { .lines = LINES(
          "U Buenas tardes.", "A Quería contarle lo siguiente: {asunto}.",
          "U Ajá. ¿Y ustedes de dónde me llaman?",
          "A Le llamamos de la empresa, soy su asistente virtual. ¿Tiene alguna inquietud?",
          "U No, está claro. Cualquier cosa yo me comunico.", "A Con mucho gusto. Hasta luego.") },
    { .lines =
          LINES("U Diga.", "A El motivo de mi llamada es informarle: {asunto}.",
                "U Bueno, ya me quedó claro.", "A ¿Desea que le envíe la información por mensaje?",
                "U Sí, al mismo número está bien.", "A Se lo envío. Gracias por su atención.") },
};
static const struct dialogue voicemail[DIALOGUES_EACH] = {
    { .lines = LINES(
          "U Se ha comunicado con el buzón de mensajes. Deje su mensaje después del tono.",
          "A Buen día. Le llamamos para tratar un asunto de su interés. Volveremos a llamarle. "
          "Gracias.") },
    { .lines = LINES(
          "U El número que usted marcó no está disponible. Grabe su mensaje después de la señal.",
          "A Hola, le dejamos este mensaje para que se comunique con nosotros. Muchas gracias.") },
    { .lines = LINES("U Hola, ahora no puedo contestar. Déjame tu mensaje y te llamo.",
                     "A Buenas, intentamos comunicarnos con usted. Le llamaremos más tarde.") },
};
static const struct dialogue hang_up[DIALOGUES_EACH] = {
    { .lines = LINES("U ¿Aló?") },
    { .lines = LINES("U No, gracias.") },
    { .lines = LINES("U Ahora no.") },
};
static const struct dialogue long_call[DIALOGUES_EACH] = {
    { .lines = LINES("U Sí, soy yo, y tengo muchas preguntas.",
                     "A Con gusto las resolvemos: {asunto}. El valor es de {monto}.") },
    { .lines = LINES("U Sí, espere que quiero entender bien todo.",
                     "A Claro que sí, paso a paso: {asunto}.") },
    { .lines = LINES("U Sí, dígame, tengo tiempo.", "A Le explico en detalle: {asunto}.") },
};
static const struct dialogue filler = {
    .lines = LINES("U ¿Y eso cómo se calcula?",
                   "A Se toma el valor inicial y se suman los conceptos de cada mes, uno por uno.",
                   "U No le entendí bien la última parte. ¿Me la repite?",
                   "A Claro. Cada mes aparece en su extracto con la fecha y el concepto.",
                   "U Es que a mí me habían dicho otra cosa cuando firmé.",
                   "A Es una buena observación. Revisemos entonces qué dice el documento.",
                   "U Espéreme un momento busco el papel.", "A Tómese su tiempo, aquí le espero.")
};

static const struct {
    const struct dialogue *variants;
    const char *summary, *less_summary, *sentiment;
    bool successful;
} talks[SCENARIO_COUNT] = {
    [SCENARIO_PROMISE] = { promise,
                           "La persona reconoció el saldo y se comprometió a pagar {monto} el "
                           "{fecha}.",
                           "La persona no puede pagar todo y se comprometió a abonar {abono} el "
                           "{fecha}.",
                           "Positive", true },
    [SCENARIO_PAID] = { paid,
                        "La persona indicó que ya había realizado el pago de {monto} y conserva "
                        "el comprobante.",
                        NULL, "Neutral", true },
    [SCENARIO_REFUSED] = { refused,
                           "La persona no aceptó el cobro y no quiso comprometerse con una fecha "
                           "de pago.",
                           NULL, "Negative", false },
    [SCENARIO_CALLBACK] = { callback,
                            "La persona no podía hablar y pidió que la llamaran el {fecha} a las "
                            "{hora}.",
                            NULL, "Neutral", false },
    [SCENARIO_WRONG_PERSON] = { wrong_person,
                                "Contestó alguien que no es la persona buscada; el número no le "
                                "pertenece.",
                                NULL, "Neutral", false },
    [SCENARIO_OPTED_OUT] = { opted_out,
                             "La persona pidió que no la vuelvan a llamar y que retiren su número.",
                             NULL, "Negative", false },
    [SCENARIO_TALKED] = { talked, "La persona escuchó la información y quedó en revisarla.", NULL,
                          "Neutral", true },
    [SCENARIO_VOICEMAIL] = { voicemail, "Contestó el buzón de voz. Se dejó un mensaje breve.",
                             "Contestó el buzón de voz. No se dejó mensaje.", "Unknown", false },
    [SCENARIO_HANG_UP] = { hang_up, "La persona colgó a los pocos segundos, sin conversación.",
                           NULL, "Unknown", false },
    [SCENARIO_LONG_CALL] = { long_call,
                             "La conversación fue muy larga y se cortó al llegar a la duración "
                             "máxima.",
                             NULL, "Neutral", false },
    [SCENARIO_OTHER] = { talked, "La llamada terminó antes de lo previsto.", NULL, "Unknown",
                         false },
    [SCENARIO_PROVIDER_ERROR] = { hang_up, "La llamada se interrumpió por una falla técnica.", NULL,
                                  "Unknown", false },
};

const struct dialogue *dialogue_find(enum scenario scenario, int64_t variant)
{
    return talks[scenario].variants == NULL ? NULL : &talks[scenario].variants[variant];
}

const struct dialogue *dialogue_filler(void)
{
    return &filler;
}

const char *scenario_summary(enum scenario scenario, bool less)
{
    return less && talks[scenario].less_summary != NULL ? talks[scenario].less_summary
                                                        : talks[scenario].summary;
}

const char *scenario_sentiment(enum scenario scenario)
{
    return talks[scenario].sentiment != NULL ? talks[scenario].sentiment : "Unknown";
}

bool scenario_successful(enum scenario scenario)
{
    return talks[scenario].successful;
}
