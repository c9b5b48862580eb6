#!/usr/bin/env python3
"""Makes header_rows.txt: sixty small sheets as people send them, each with the role of every column.

A sheet is a block of lines, fields parted by tabs:
  sheet   name   country   row of the header (0: none)
  roles   one for each column
  row     number   cells: s:text  n:number  d:date  (empty)
The same seed gives the same file: run it again after a change and commit both.
"""
import random
import unicodedata
from pathlib import Path

rng = random.Random(20261125)

HEADERS = {
    "es": {
        "phone": ["Teléfono", "Teléfono celular", "CELULAR", "Cel.", "Tel. móvil", "Número de celular",
                  "Móvil", "Tel 1", "telefono_contacto", "Nº de contacto", "WhatsApp", "Celular/WhatsApp",
                  "Teléfono (con indicativo)", "Telf.", "Número telefónico", "TelefonoCliente", "Nro. Cel",
                  "Fono", "Celular titular", "Teléfonos"],
        "phone2": ["Tel. 2", "Teléfono fijo", "Tel. casa", "Otro teléfono", "Celular 2", "Tel. oficina",
                   "Teléfono referencia", "Fijo", "TELEFONO_ALTERNO", "Tel. trabajo"],
        "name": ["Nombre", "Nombre completo", "NOMBRES Y APELLIDOS", "Cliente", "Nombre del cliente",
                 "Deudor", "Titular", "Razón social", "nombre_deudor", "Apellidos y nombres"],
        "document": ["Cédula", "C.C.", "No. documento", "Identificación", "DNI", "Número de identificación",
                     "CC/NIT", "Doc. identidad"],
        "amount": ["Saldo en mora", "Valor a pagar", "Monto adeudado", "Deuda", "SALDO TOTAL", "Vlr. cuota",
                   "Importe pendiente", "Saldo a la fecha", "Valor cuota"],
        "due_date": ["Fecha vencimiento", "Fecha de vencimiento", "Vence", "F. Vencimiento", "VENCIMIENTO",
                     "Fecha límite de pago", "Fec. Venc."],
        "email": ["Correo", "Correo electrónico", "E-mail", "Email"],
        "city": ["Ciudad", "Municipio", "CIUDAD RESIDENCIA", "Ciudad de residencia"],
        "reference": ["No. crédito", "Número de obligación", "Contrato", "Referencia", "Factura No.",
                      "Nro. póliza", "Código cliente"],
        "variable": ["Producto", "Observaciones", "Días de mora", "Tipo de cliente", "Estado", "Asesor",
                     "Fecha de nacimiento", "Dirección", "Tipo de documento", "Barrio", "Banco",
                     "Teléfono asesor", "Marca celular"],
        "country": ["País"], "language": ["Idioma"], "time_zone": ["Zona horaria"],
    },
    "en": {
        "phone": ["Phone", "Phone number", "Mobile", "Cell phone", "Mobile No.", "PhoneNumber", "Primary phone",
                  "Contact number", "Cell #", "Telephone", "Tel", "phone_1"],
        "phone2": ["Home phone", "Alt. phone", "Phone 2", "Work Phone", "Secondary Telephone", "Landline"],
        "name": ["Name", "Full name", "Customer name", "CUSTOMER", "Client Name", "Debtor"],
        "document": ["SSN", "National ID", "ID number", "Document number"],
        "amount": ["Balance", "Amount due", "Outstanding balance", "Total amount", "Debt amount"],
        "due_date": ["Due date", "Payment due date", "Due", "Expiry date"],
        "email": ["Email", "E-mail address", "Mail"],
        "city": ["City", "Town"],
        "reference": ["Account number", "Invoice No.", "Loan number", "Reference", "Contract #"],
        "variable": ["Product", "Notes", "Days past due", "Status", "Agent", "Address", "State", "Phone type",
                     "Date of birth"],
        "country": ["Country"], "language": ["Language"], "time_zone": ["Time zone"],
    },
    "pt": {
        "phone": ["Telefone", "Celular", "Nº de telefone", "Fone", "Telefone com DDD", "DDD + Telefone",
                  "Contato telefônico", "Número do celular", "TELEFONE CELULAR", "Tel. móvel", "WhatsApp"],
        "phone2": ["Telefone 2", "Fone residencial", "Telefone fixo", "Tel. comercial", "Celular 2"],
        "name": ["Nome", "Nome completo", "Nome do cliente", "Cliente", "Devedor", "Razão social"],
        "document": ["CPF", "CPF/CNPJ", "Documento", "Identificação"],
        "amount": ["Valor", "Valor em aberto", "Saldo devedor", "Dívida", "Valor da parcela", "Débito total"],
        "due_date": ["Vencimento", "Data de vencimento", "Data vencimento", "Data limite"],
        "email": ["E-mail", "Email", "Correio eletrônico / e-mail"],
        "city": ["Cidade", "Município"],
        "reference": ["Contrato", "Nº do contrato", "Fatura", "Código do cliente", "Pedido"],
        "variable": ["Produto", "Observações", "Dias de atraso", "Situação", "Atendente", "Endereço", "Bairro",
                     "Data de nascimento", "UF"],
        "country": ["País"], "language": ["Idioma"], "time_zone": ["Fuso horário"],
    },
}
COUNTRIES = {"es": ["CO", "CO", "CO", "MX", "PE", "CL", "EC", "ES", "AR"], "en": ["US"], "pt": ["BR"]}
FIRST = ["María", "José", "Luz Dary", "Andrés", "Ana", "Jorge", "Núria", "João", "Óscar", "Camila", "Peter",
         "Íngrid", "Wilson", "Beatriz", "Ramón"]
LAST = ["Pérez", "Gómez Ruiz", "Muñoz", "da Silva", "Rodríguez", "Quispe", "Araújo", "Smith", "Peña", "Ibáñez",
        "Castro", "O'Connor", "Núñez Vela", "Cárdenas"]
CITIES = ["Bogotá", "Medellín", "Cali", "Lima", "São Paulo", "Monterrey", "Barranquilla", "Santiago"]
PRODUCTS = ["Tarjeta de crédito", "Libranza", "Crédito de vehículo", "Cartão", "Personal loan"]
COUNTRY_NAMES = {"CO": "Colombia", "MX": "México", "PE": "Perú", "CL": "Chile", "EC": "Ecuador",
                 "ES": "España", "AR": "Argentina", "US": "United States", "BR": "Brasil"}


def digits(n):
    return "".join(rng.choice("0123456789") for _ in range(n))


def national(country):
    mobile = {
        "CO": lambda: rng.choice(["300", "301", "310", "311", "315", "320"]) + digits(7),
        "MX": lambda: "55" + rng.choice("2345678") + digits(7),
        "PE": lambda: "9" + rng.choice("45678") + digits(7),
        "CL": lambda: "9" + rng.choice("678") + digits(7),
        "EC": lambda: "9" + rng.choice("6789") + digits(7),
        "ES": lambda: "6" + rng.choice("123456") + digits(7),
        "AR": lambda: "11" + rng.choice("45") + digits(7),
        "US": lambda: rng.choice(["212", "305", "415"]) + "555" + "01" + digits(2),
        "BR": lambda: rng.choice(["11", "21", "31"]) + "9" + rng.choice("6789") + digits(7),
    }
    return mobile[country]()


CODES = {"CO": "57", "MX": "52", "PE": "51", "CL": "56", "EC": "593", "ES": "34", "AR": "54", "US": "1", "BR": "55"}


def phone(country, style):
    n = national(country)
    spaced = f"{n[:3]} {n[3:6]} {n[6:]}"
    if style == "number":
        return "n:" + n
    if style == "plus":
        return f"s:+{CODES[country]} {n}"
    if style == "code":
        return f"s:{CODES[country]}{n}"
    if style == "pair":
        return f"s:{n} / {national(country)}" if rng.random() < 0.4 else "s:" + n
    return "s:" + rng.choice([n, spaced, spaced.replace(" ", "-"), f"({n[:3]}) {n[3:]}"])


def document(country):
    if country == "BR":
        return f"s:{digits(3)}.{digits(3)}.{digits(3)}-{digits(2)}"
    if country == "MX":
        return "s:" + "".join(rng.choice("ABCDEFGHJKLM") for _ in range(4)) + digits(6) + "HDF" + digits(2)
    if country == "CO":
        return "n:" + rng.choice(["10", "11"]) + digits(8) if rng.random() < 0.6 else "n:" + "5" + digits(7)
    return "n:" + rng.choice("1234") + digits(7)


def day():
    return rng.randint(1, 28), rng.randint(1, 12), rng.choice([2025, 2026])


def date(style):
    d, m, y = day()
    if style == "cell":
        return f"d:{y}-{m:02}-{d:02}"
    months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
              "noviembre", "diciembre"]
    return "s:" + {"slash": f"{d:02}/{m:02}/{y}", "iso": f"{y}-{m:02}-{d:02}",
                   "words": f"{d} de {months[m - 1]} de {y}"}[style]


def amount(style):
    v = rng.randint(20, 9000) * 1000
    if style == "number":
        return f"n:{v}"
    return "s:$ " + f"{v:,}".replace(",", ".") if style == "money" else "s:" + f"{v:,}"


def ascii_of(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def dressed(header):
    """As people type it: capitals, no accents, underscores, blanks at the end, a combining accent."""
    kind = rng.randrange(8)
    return [header, header.upper(), ascii_of(header), ascii_of(header).lower(), header.replace(" ", "_"),
            header + " ", unicodedata.normalize("NFD", header), header.title()][kind]


def cells_of(role, country, header):
    """A maker of one column's cells."""
    if role == "phone":
        style = rng.choice(["text", "text", "number", "plus", "code", "pair"])
        return lambda: phone(country, style)
    if role == "phone2":
        return lambda: phone(country, "text") if rng.random() < 0.6 else ""
    if role == "name":
        return lambda: f"s:{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}"
    if role == "document":
        return lambda: document(country)
    if role == "amount":
        style = rng.choice(["number", "number", "money", "commas"])
        return lambda: amount(style)
    if role == "due_date":
        style = rng.choice(["cell", "cell", "slash", "iso", "words"])
        return lambda: date(style)
    if role == "email":
        return lambda: f"s:{ascii_of(rng.choice(FIRST)).replace(' ', '').lower()}{digits(2)}@correo.example"
    if role == "city":
        return lambda: "s:" + rng.choice(CITIES)
    if role == "reference":
        return lambda: "s:" + rng.choice("ABF") + "-" + digits(6)
    if role == "country":
        return lambda: "s:" + COUNTRY_NAMES[country]
    if role == "language":
        return lambda: "s:" + rng.choice(["es", "es", "en"])
    if role == "time_zone":
        return lambda: "s:America/Bogota"
    lower = ascii_of(header).lower()
    if "nacimiento" in lower or "nascimento" in lower or "birth" in lower:
        return lambda: date("cell")
    if "dias" in lower or "days" in lower:
        return lambda: f"n:{rng.randint(1, 120)}"
    if "telefono asesor" in lower:
        one = phone(country, "text")
        return lambda: one
    if "product" in lower or "producto" in lower:
        return lambda: "s:" + rng.choice(PRODUCTS)
    return lambda: "s:" + rng.choice(["Llamar tarde", "Activo", "Calle 12 # 4-56", "CC", "Norte", "Ana Ruiz"])


def columns_for(language):
    roles = ["phone", "name"]
    for role, chance in [("document", .6), ("amount", .8), ("due_date", .6), ("email", .35), ("city", .4),
                         ("reference", .5), ("phone2", .5), ("country", .1), ("language", .08),
                         ("time_zone", .06), ("variable", .8), ("variable", .4)]:
        if rng.random() < chance:
            roles.append(role)
    rng.shuffle(roles)
    used, columns = set(), []
    for role in roles:
        header = rng.choice([h for h in HEADERS[language][role] if h not in used])
        used.add(header)
        columns.append([role, header])
    return columns


def row_line(number, cells):
    return "row\t" + "\t".join([str(number)] + cells)


def sheet(i):
    language = ["es", "es", "es", "es", "pt", "en"][i % 6]
    country = rng.choice(COUNTRIES[language])
    columns = columns_for(language)
    makers = [cells_of(role, country, header) for role, header in columns]
    names = ["s:" + dressed(header) for _, header in columns]
    truth = ["phone" if role == "phone2" else role for role, _ in columns]
    kind = ["plain", "plain", "titles", "plain", "missing", "none", "swapped", "groups", "plain", "titles"][i % 10]
    lines, number = [], 1
    if kind == "titles":
        lines.append(row_line(1, ["s:REPORTE DE CARTERA NOVIEMBRE 2026"]))
        lines.append(row_line(2, ["s:Generado por: sistema", "", "s:Área de cobranza"]))
        number = 4
    if kind == "groups":
        lines.append(row_line(1, ["s:DATOS DEL CLIENTE", "", "s:OBLIGACIÓN"]))
        number = 2
    if kind == "missing":
        # One header cell is empty; what the cells alone cannot tell becomes a variable.
        at = rng.randrange(len(columns))
        names[at] = ""
        if truth[at] not in ("phone", "email", "name", "country", "time_zone"):
            truth[at] = "variable"
    if kind == "swapped":
        # The phone's header and another's stand over each other's cells: the cells are right.
        a = truth.index("phone")
        others = [j for j, role in enumerate(truth) if role in ("name", "document", "email")]
        b = rng.choice(others)
        names[a], names[b] = names[b], names[a]
        if "phone2" in [role for role, _ in columns]:  # then only the cells of one are contradicted
            for j, (role, _) in enumerate(columns):
                if role == "phone2":
                    names[j], truth[j] = "s:Observaciones", "variable"
                    makers[j] = lambda: "s:Llamar tarde"
    header_at = number
    if kind == "none":
        header_at = 0
        truth = [r if r in ("phone", "email", "name", "country", "time_zone") else "variable" for r in truth]
    else:
        lines.append(row_line(number, names))
        number += 1
    for _ in range(rng.randint(6, 14)):
        number += rng.random() < 0.05
        lines.append(row_line(number, [make() for make in makers]))
        number += 1
    head = [f"sheet\t{i + 1}-{language}-{kind}\t{country}\t{header_at}", "roles\t" + "\t".join(truth)]
    return "\n".join(head + lines)


if __name__ == "__main__":
    text = "\n".join(sheet(i) for i in range(60)) + "\n"
    Path(__file__).with_name("header_rows.txt").write_text(text, encoding="utf-8")
