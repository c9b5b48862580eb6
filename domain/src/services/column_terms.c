/* services/column_terms.c - headers in Spanish, Portuguese and English, by words. A term stands
 * for a role; a term of the right length in front says most, as the head of a Spanish noun phrase
 * stands first ("Fecha del saldo" is a date, "Saldo a la fecha" an amount). */
#include "services/column_terms.h"

#include <string.h>

#include "services/folding.h"

enum { WORDS = 12, EXACT = 15, IN_FRONT = 20, LONGER = 6 };

struct term {
    const char *words; /* folded; "tel*": a word that begins so */
    enum column_role role;
    int weight;
    bool firm;                                        /* no look at the cells changes it */
    enum place { ANYWHERE, FIRST_WORD, ALONE } place; /* where it counts */
};

#define SURE(words_, role_)                                                                        \
    {                                                                                              \
        words_, role_, HEADER_SURE, false, ANYWHERE                                                \
    }
#define HINT(words_, role_)                                                                        \
    {                                                                                              \
        words_, role_, HEADER_HINT, false, ANYWHERE                                                \
    }
/* "Número", "Número 2": says something only where nothing else stands beside it. */
#define HINT_ALONE(words_, role_)                                                                  \
    {                                                                                              \
        words_, role_, HEADER_HINT, false, ALONE                                                   \
    }
/* None of ours, unless the cells say otherwise. */
#define NOT(words_)                                                                                \
    {                                                                                              \
        words_, COLUMN_VARIABLE, HEADER_SURE + 25, false, ANYWHERE                                 \
    }
/* An agent's phone is not the person's. */
#define NEVER(words_)                                                                              \
    {                                                                                              \
        words_, COLUMN_VARIABLE, HEADER_SURE + 60, true, ANYWHERE                                  \
    }
/* "Indicativo" is no phone, "Celular con indicativo" is one. */
#define NEVER_IN_FRONT(words_)                                                                     \
    {                                                                                              \
        words_, COLUMN_VARIABLE, HEADER_SURE + 60, false, FIRST_WORD                               \
    }

static const struct term terms[] = {
    SURE("telefon*", COLUMN_PHONE),
    SURE("tel", COLUMN_PHONE),
    SURE("tels", COLUMN_PHONE),
    SURE("telf", COLUMN_PHONE),
    SURE("telef", COLUMN_PHONE),
    SURE("tlf", COLUMN_PHONE),
    SURE("tlfno", COLUMN_PHONE),
    SURE("tfno", COLUMN_PHONE),
    SURE("fono", COLUMN_PHONE),
    SURE("fonos", COLUMN_PHONE),
    SURE("fone", COLUMN_PHONE),
    SURE("fones", COLUMN_PHONE),
    SURE("celular*", COLUMN_PHONE),
    SURE("cel", COLUMN_PHONE),
    SURE("cels", COLUMN_PHONE),
    SURE("cell", COLUMN_PHONE),
    SURE("cellphone", COLUMN_PHONE),
    SURE("mobile", COLUMN_PHONE),
    SURE("movil", COLUMN_PHONE),
    SURE("moviles", COLUMN_PHONE),
    SURE("movel", COLUMN_PHONE),
    SURE("whatsapp", COLUMN_PHONE),
    SURE("whats app", COLUMN_PHONE),
    SURE("wapp", COLUMN_PHONE),
    SURE("whats", COLUMN_PHONE),
    SURE("wsp", COLUMN_PHONE),
    SURE("phone", COLUMN_PHONE),
    SURE("phones", COLUMN_PHONE),
    SURE("phonenumber", COLUMN_PHONE),
    SURE("telephone", COLUMN_PHONE),
    SURE("landline", COLUMN_PHONE),
    SURE("msisdn", COLUMN_PHONE),
    SURE("fijo", COLUMN_PHONE),
    SURE("numero contacto", COLUMN_PHONE),
    SURE("numero contato", COLUMN_PHONE),
    SURE("contact number", COLUMN_PHONE),
    SURE("contact numero", COLUMN_PHONE),
    SURE("numero marcar", COLUMN_PHONE),
    SURE("numero llamar", COLUMN_PHONE),
    HINT("linea", COLUMN_PHONE),
    HINT("marcar", COLUMN_PHONE),
    HINT("contacto*", COLUMN_PHONE),
    HINT("contato*", COLUMN_PHONE),
    HINT("contact*", COLUMN_PHONE),
    HINT_ALONE("numero*", COLUMN_PHONE),
    HINT_ALONE("number", COLUMN_PHONE),

    SURE("nombre*", COLUMN_NAME),
    SURE("apellido*", COLUMN_NAME),
    SURE("razon social", COLUMN_NAME),
    SURE("razao social", COLUMN_NAME),
    SURE("nome", COLUMN_NAME),
    SURE("nomes", COLUMN_NAME),
    SURE("sobrenome", COLUMN_NAME),
    SURE("name", COLUMN_NAME),
    SURE("fullname", COLUMN_NAME),
    SURE("surname", COLUMN_NAME),
    SURE("cliente", COLUMN_NAME),
    SURE("deudor*", COLUMN_NAME),
    SURE("devedor*", COLUMN_NAME),
    SURE("titular", COLUMN_NAME),
    SURE("customer", COLUMN_NAME),
    SURE("client", COLUMN_NAME),
    SURE("debtor", COLUMN_NAME),
    SURE("paciente", COLUMN_NAME),
    SURE("asegurado", COLUMN_NAME),
    SURE("suscriptor", COLUMN_NAME),
    SURE("estudiante", COLUMN_NAME),
    HINT("usuario", COLUMN_NAME),
    HINT("persona", COLUMN_NAME),
    HINT("contacto*", COLUMN_NAME),
    HINT("contato*", COLUMN_NAME),
    HINT("contact*", COLUMN_NAME),

    SURE("saldo*", COLUMN_AMOUNT),
    SURE("monto*", COLUMN_AMOUNT),
    SURE("valor*", COLUMN_AMOUNT),
    SURE("vlr", COLUMN_AMOUNT),
    SURE("vr", COLUMN_AMOUNT),
    SURE("deuda*", COLUMN_AMOUNT),
    SURE("divida*", COLUMN_AMOUNT),
    SURE("debito*", COLUMN_AMOUNT),
    SURE("importe*", COLUMN_AMOUNT),
    SURE("montante", COLUMN_AMOUNT),
    SURE("cuota", COLUMN_AMOUNT),
    SURE("capital", COLUMN_AMOUNT),
    SURE("total", COLUMN_AMOUNT),
    SURE("amount*", COLUMN_AMOUNT),
    SURE("balance", COLUMN_AMOUNT),
    SURE("debt", COLUMN_AMOUNT),
    SURE("outstanding", COLUMN_AMOUNT),
    SURE("amount due", COLUMN_AMOUNT),
    SURE("amt", COLUMN_AMOUNT),
    SURE("adeudado", COLUMN_AMOUNT),
    SURE("pago minimo", COLUMN_AMOUNT),
    HINT("mora", COLUMN_AMOUNT),
    HINT("parcela", COLUMN_AMOUNT),
    HINT("cartera", COLUMN_AMOUNT),

    SURE("vencimiento", COLUMN_DUE_DATE),
    SURE("fecha vencimiento", COLUMN_DUE_DATE),
    SURE("vencimento", COLUMN_DUE_DATE),
    SURE("data vencimento", COLUMN_DUE_DATE),
    SURE("vence*", COLUMN_DUE_DATE),
    SURE("vcto", COLUMN_DUE_DATE),
    SURE("vto", COLUMN_DUE_DATE),
    SURE("venc", COLUMN_DUE_DATE),
    SURE("fecha limite", COLUMN_DUE_DATE),
    SURE("fecha pago", COLUMN_DUE_DATE),
    SURE("fecha vto", COLUMN_DUE_DATE),
    SURE("fecha vcto", COLUMN_DUE_DATE),
    SURE("fec venc*", COLUMN_DUE_DATE),
    SURE("data limite", COLUMN_DUE_DATE),
    SURE("prazo", COLUMN_DUE_DATE),
    SURE("due date", COLUMN_DUE_DATE),
    SURE("due", COLUMN_DUE_DATE),
    SURE("payment date", COLUMN_DUE_DATE),
    SURE("expir*", COLUMN_DUE_DATE),
    SURE("maturity", COLUMN_DUE_DATE),

    SURE("correo*", COLUMN_EMAIL),
    SURE("email*", COLUMN_EMAIL),
    SURE("e mail", COLUMN_EMAIL),
    SURE("mail", COLUMN_EMAIL),
    SURE("correo electronico", COLUMN_EMAIL),

    SURE("ciudad*", COLUMN_CITY),
    SURE("municipio*", COLUMN_CITY),
    SURE("localidad*", COLUMN_CITY),
    SURE("poblacion", COLUMN_CITY),
    SURE("cidade*", COLUMN_CITY),
    SURE("city", COLUMN_CITY),
    SURE("town", COLUMN_CITY),

    SURE("pais", COLUMN_COUNTRY),
    SURE("country", COLUMN_COUNTRY),

    SURE("zona horaria", COLUMN_TIME_ZONE),
    SURE("huso*", COLUMN_TIME_ZONE),
    SURE("time zone", COLUMN_TIME_ZONE),
    SURE("timezone", COLUMN_TIME_ZONE),
    SURE("tz", COLUMN_TIME_ZONE),
    SURE("fuso*", COLUMN_TIME_ZONE),

    SURE("idioma", COLUMN_LANGUAGE),
    SURE("lengua", COLUMN_LANGUAGE),
    SURE("lingua", COLUMN_LANGUAGE),
    SURE("language", COLUMN_LANGUAGE),
    SURE("lang", COLUMN_LANGUAGE),

    SURE("cedula", COLUMN_DOCUMENT),
    SURE("cc", COLUMN_DOCUMENT),
    SURE("c c", COLUMN_DOCUMENT),
    SURE("ci", COLUMN_DOCUMENT),
    SURE("documento*", COLUMN_DOCUMENT),
    SURE("numero documento", COLUMN_DOCUMENT),
    SURE("doc", COLUMN_DOCUMENT),
    SURE("dni", COLUMN_DOCUMENT),
    SURE("rut", COLUMN_DOCUMENT),
    SURE("ruc", COLUMN_DOCUMENT),
    SURE("nit", COLUMN_DOCUMENT),
    SURE("curp", COLUMN_DOCUMENT),
    SURE("rfc", COLUMN_DOCUMENT),
    SURE("cpf", COLUMN_DOCUMENT),
    SURE("cnpj", COLUMN_DOCUMENT),
    SURE("rg", COLUMN_DOCUMENT),
    SURE("cuit", COLUMN_DOCUMENT),
    SURE("cuil", COLUMN_DOCUMENT),
    SURE("nif", COLUMN_DOCUMENT),
    SURE("nie", COLUMN_DOCUMENT),
    SURE("ssn", COLUMN_DOCUMENT),
    SURE("identificacion", COLUMN_DOCUMENT),
    SURE("identificacao", COLUMN_DOCUMENT),
    SURE("identidad", COLUMN_DOCUMENT),
    SURE("pasaporte", COLUMN_DOCUMENT),
    SURE("passport", COLUMN_DOCUMENT),
    SURE("national id", COLUMN_DOCUMENT),
    SURE("id number", COLUMN_DOCUMENT),
    SURE("document*", COLUMN_DOCUMENT),

    SURE("referencia", COLUMN_REFERENCE),
    SURE("ref", COLUMN_REFERENCE),
    SURE("reference", COLUMN_REFERENCE),
    SURE("credito", COLUMN_REFERENCE),
    SURE("numero credito", COLUMN_REFERENCE),
    SURE("contrato", COLUMN_REFERENCE),
    SURE("numero contrato", COLUMN_REFERENCE),
    SURE("contract", COLUMN_REFERENCE),
    SURE("contract number", COLUMN_REFERENCE),
    SURE("prestamo", COLUMN_REFERENCE),
    SURE("emprestimo", COLUMN_REFERENCE),
    SURE("loan", COLUMN_REFERENCE),
    SURE("loan number", COLUMN_REFERENCE),
    SURE("obligacion*", COLUMN_REFERENCE),
    SURE("numero obligacion", COLUMN_REFERENCE),
    SURE("factura*", COLUMN_REFERENCE),
    SURE("numero factura", COLUMN_REFERENCE),
    SURE("fatura", COLUMN_REFERENCE),
    SURE("invoice", COLUMN_REFERENCE),
    SURE("invoice number", COLUMN_REFERENCE),
    SURE("poliza", COLUMN_REFERENCE),
    SURE("numero poliza", COLUMN_REFERENCE),
    SURE("apolice", COLUMN_REFERENCE),
    SURE("policy", COLUMN_REFERENCE),
    SURE("cuenta", COLUMN_REFERENCE),
    SURE("numero cuenta", COLUMN_REFERENCE),
    SURE("conta", COLUMN_REFERENCE),
    SURE("account", COLUMN_REFERENCE),
    SURE("account number", COLUMN_REFERENCE),
    SURE("pagare", COLUMN_REFERENCE),
    SURE("operacion", COLUMN_REFERENCE),
    SURE("numero operacion", COLUMN_REFERENCE),
    SURE("pedido", COLUMN_REFERENCE),
    SURE("numero pedido", COLUMN_REFERENCE),
    SURE("orden", COLUMN_REFERENCE),
    SURE("order", COLUMN_REFERENCE),
    SURE("order number", COLUMN_REFERENCE),
    SURE("codigo", COLUMN_REFERENCE),
    SURE("codigo cliente", COLUMN_REFERENCE),
    SURE("cod cliente", COLUMN_REFERENCE),
    SURE("id cliente", COLUMN_REFERENCE),
    SURE("numero cliente", COLUMN_REFERENCE),
    SURE("customer id", COLUMN_REFERENCE),
    SURE("customer number", COLUMN_REFERENCE),
    SURE("client id", COLUMN_REFERENCE),
    SURE("radicado", COLUMN_REFERENCE),
    SURE("expediente", COLUMN_REFERENCE),
    SURE("matricula", COLUMN_REFERENCE),
    SURE("caso", COLUMN_REFERENCE),
    HINT("id", COLUMN_REFERENCE),

    NOT("tipo*"),
    NOT("type"),
    NOT("estado*"),
    NOT("status"),
    NOT("fecha"),
    NOT("fec"),
    NOT("data"),
    NOT("date"),
    NOT("dias"),
    NOT("days"),
    NOT("modelo"),
    NOT("marca"),
    NOT("plan"),
    NOT("operador*"),
    NOT("observacion*"),
    NOT("observacoes"),
    NOT("comentario*"),
    NOT("notas"),
    NOT("notes"),
    NOT("producto*"),
    NOT("produto*"),
    NOT("product"),
    NOT("product name"),
    NOT("nombre producto"),
    NOT("nombre archivo"),
    NOT("direccion"),
    NOT("direccion residencia"),
    NOT("endereco"),
    NOT("address"),
    NOT("barrio"),
    NOT("bairro"),
    NOT("departamento"),
    NOT("provincia"),
    NOT("state"),
    NOT("uf"),
    NOT("empresa"),
    NOT("nombre empresa"),
    NOT("company"),
    NOT("company name"),
    NOT("banco"),
    NOT("nombre banco"),
    NOT("bank"),
    NOT("entidad"),
    NOT("sucursal"),
    NOT("agencia"),
    NOT("branch"),
    NOT("numero cuotas"),
    NOT("cuotas"),
    NOT("parcelas"),
    NOT("edad"),
    NOT("sexo"),
    NOT("genero"),
    NOT("linea credito"),
    NOT("pagos"),
    NOT("cantidad"),
    NOT("codigo postal"),
    NOT("cep"),
    NOT("zip"),
    NOT("zip code"),
    NEVER_IN_FRONT("fax"),
    NEVER_IN_FRONT("extension"),
    NEVER_IN_FRONT("ext"),
    NEVER_IN_FRONT("ramal"),
    NEVER_IN_FRONT("indicativo"),
    NEVER_IN_FRONT("prefijo"),
    NEVER_IN_FRONT("ddd"),
    NEVER_IN_FRONT("ddi"),
    NEVER("asesor*"),
    NEVER("ejecutivo*"),
    NEVER("gestor*"),
    NEVER("vendedor*"),
    NEVER("cobrador*"),
    NEVER("agente*"),
    NEVER("agent"),
    NEVER("atendente"),
    NEVER("tipo telefono"),
    NEVER("phone type"),
};

struct header_words {
    struct str items[WORDS];
    size_t n;
};

/* Words that say nothing between two that do. */
static bool is_filler(struct str word)
{
    static const char *const fillers[] = { "de",  "del", "la", "el",  "los", "las", "do", "da",
                                           "dos", "das", "of", "the", "en",  "em",  "al", "su" };

    for (size_t i = 0; i < ARRAY_LEN(fillers); i++)
        if (str_eq_c(word, fillers[i]))
            return true;
    return false;
}

static bool is_short_for_number(struct str word)
{
    static const char *const shorts[] = { "no", "nro", "num", "n", "nr", "numeros" };

    for (size_t i = 0; i < ARRAY_LEN(shorts); i++)
        if (str_eq_c(word, shorts[i]))
            return true;
    return false;
}

static struct header_words words_of(struct arena *arena, struct str header)
{
    struct header_words ret = { .n = 0 };
    struct str rest = fold_words(arena, header);

    while (rest.p != NULL && ret.n < WORDS) {
        struct str word = str_cut(&rest, ' ');

        if (word.n == 0 || is_filler(word))
            continue;
        ret.items[ret.n++] = is_short_for_number(word) ? STR("numero") : word;
    }
    return ret;
}

static bool word_fits(struct str word, struct str pattern)
{
    return str_ends(pattern, STR("*")) ? str_starts(word, str_slice(pattern, 0, pattern.n - 1))
                                       : str_eq(word, pattern);
}

/* The number of words that fit from `at` on; 0: the term does not stand there. */
static size_t term_length_at(const struct header_words *header, size_t at, const char *term)
{
    struct str rest = str_from_c(term);
    size_t n = 0;

    while (rest.p != NULL) {
        struct str pattern = str_cut(&rest, ' ');

        if (at + n >= header->n || !word_fits(header->items[at + n], pattern))
            return 0;
        n++;
    }
    return n;
}

static bool all_digits(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] < '0' || word.p[i] > '9')
            return false;
    return true;
}

static int term_score(const struct header_words *header, const struct term *term)
{
    for (size_t at = 0; at < (term->place == ANYWHERE ? header->n : 1); at++) {
        size_t n = term_length_at(header, at, term->words);
        bool whole = n == header->n || (n + 1 == header->n && all_digits(header->items[n]));

        if (n > 0 && (term->place != ALONE || whole))
            return term->weight + (int)(n - 1) * LONGER + (at == 0 ? IN_FRONT : 0) +
                   (at == 0 && whole ? EXACT : 0);
    }
    return 0;
}

struct header_scores header_scores(struct arena *arena, struct str header)
{
    struct header_words words = words_of(arena, header);
    struct header_scores ret = { .firm = false };

    for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
        int score = term_score(&words, &terms[i]);

        if (score > ret.of[terms[i].role])
            ret.of[terms[i].role] = score;
        ret.firm = ret.firm || (score > 0 && terms[i].firm);
    }
    return ret;
}
