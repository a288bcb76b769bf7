"""What can happen, in the document: kinds of activities and the facts that they carry."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, get_args

from server.kernel import money
from server.programme.facts import DECIMAL_LIMIT, INTEGER_LIMIT, MICRO_DIGITS, MONEY_LIMIT, TEXT_LIMIT
from server.programme.rulebook import FactSpec, FactType, Kind, Scalar, Sender, Texts

from .parts import NUMBERS, Known
from .reading import CODE, CODE_REMEDY, Reader
from .toml import Located

FACT_LIMIT = 30  # Of one kind.
DAYS_BACK = 1  # Own word is for today and yesterday: who was without a network in the evening is still heard.
SENDERS: tuple[Sender, ...] = get_args(Sender)
FACT_TYPES: tuple[FactType, ...] = get_args(FactType)


def kinds(tree: Located, known: Known) -> dict[str, Kind]:
    found = {}
    for code, reader in known.entries(tree, "kind", "kind"):
        senders = reader.choices("senders", SENDERS)
        facts: dict[str, FactSpec] = {}
        at = reader.raw("facts")
        if at is not None and (not isinstance(at.value, dict) or len(at.table) > FACT_LIMIT):
            reader.wrong("facts", f"{reader.what}: facts must be tables, at most {FACT_LIMIT}.",
                         'Write facts.amount = { type = "money" }.')
        elif at is not None:
            facts = {name: _fact(name, item, reader, known) for name, item in at.table.items()}
        if len(listing := [name for name, spec in facts.items() if spec.type == "lines"]) > 1:
            reader.wrong("facts", f"{reader.what} has two facts that list lines, “{listing[0]}” and “{listing[1]}”.",
                         "Keep one of them: a receipt has one list.")
        for name, spec in facts.items():
            if spec.staff_most is not None and "staff" not in senders and at is not None:
                Reader(at.table[name], reader.what, known.mistakes).wrong(
                    "staff_max", f"{reader.what}: staff_max limits “{name}” for staff, who may not report it.",
                    'Add "staff" to the senders, or remove staff_max.')
        days_back = reader.whole("days_back", least=0, most=30, default=DAYS_BACK)
        if reader.has("days_back") and "member" not in senders:
            reader.wrong("days_back", f"{reader.what}: days_back is for members' own word, and members may not "
                                      "report it.", 'Add "member" to the senders, or remove days_back.')
        found[code] = Kind(code, facts, senders, reader.texts("name"), days_back)
        reader.nothing_else()
    return found


def _fact(name: str, at: Located, kind: Reader, known: Known) -> FactSpec:
    """A fact; or a field of a receipt's lines, whose `kind` then is the fact that lists them."""
    reader = Reader(at, f"{kind.what}: the fact “{name[:60]}”", known.mistakes)
    if not CODE.fullmatch(name) or name in ("occurred", "member", "true", "false", "null", "in"):
        reader.mistakes.add(at.line, f"“{name[:60]}” cannot be the name of a fact.", CODE_REMEDY)
    of_type = reader.choice("type", FACT_TYPES)
    if of_type == "lines":
        return _lines(name, reader, known)
    filled_by: Literal["shop"] | None = None
    if reader.has("filled_by") and reader.choice("filled_by", ("shop",)):
        filled_by = "shop"
    if filled_by is not None and of_type != "text":
        reader.wrong("filled_by", f"{reader.what} is filled by a shop's code, a text.", 'Write type = "text".')
    choices = reader.text_list("choices") if reader.has("choices") else None
    if choices is not None and of_type != "text":
        reader.wrong("choices", f"{reader.what} has choices, but is no text.",
                     'Write type = "text", or remove choices.')
    twice = next((choice for place, choice in enumerate(choices or ()) if choice in (choices or ())[:place]), None)
    if twice is not None:
        reader.wrong("choices", f"{reader.what}: choices has “{twice[:40]}” twice.", "Keep one of them.")
    least, most = _bound(reader, "min", of_type, known), _bound(reader, "max", of_type, known)
    if least is not None and most is not None and least > most:
        reader.wrong("max", f"{reader.what}: max is less than min.", "Swap them.")
    staff_most = None
    if reader.has("staff_max") and of_type not in NUMBERS:
        reader.wrong("staff_max", f"{reader.what} is no number, and has no staff_max.", "Remove staff_max.")
    elif reader.has("staff_max"):
        staff_most = _bound(reader, "staff_max", of_type, known)
    if staff_most is not None and ((most is not None and staff_most > most) or staff_most < (least or 0)):
        reader.wrong("staff_max", f"{reader.what}: staff_max is not between min and max.",
                     "Write a number between them, or remove it.")
    default = _default(reader, of_type, choices, known) if reader.has("default") else None
    required = reader.boolean("required", default=filled_by is None and default is None)
    unit = reader.text("unit", most=20) if reader.has("unit") else None
    spec = FactSpec(name, of_type, required, least, most, choices or None, filled_by,
                    reader.texts(optional=("name", "one", "many")), default, unit, staff_most,
                    names=_names(reader, choices))
    reader.nothing_else()
    return spec


def _lines(name: str, reader: Reader, known: Known) -> FactSpec:
    """type = "lines" and [kind.facts.lines.fields.amount]: a receipt's lines, each with these fields."""
    required = reader.boolean("required", default=True)
    at, example = reader.raw("fields"), 'Write [kind.facts.lines.fields.amount] with type = "money".'
    fields: dict[str, FactSpec] = {}
    if at is None or not isinstance(at.value, dict) or not 0 < len(at.table) <= FACT_LIMIT:
        reader.wrong("fields", f"{reader.what} lists lines, and they must have 1 to {FACT_LIMIT} fields.", example)
    else:
        fields = {field: _fact(field, item, reader, known) for field, item in at.table.items()}
    for field, spec in fields.items():
        line = at.table[field].line if at is not None else reader.line
        if spec.type == "lines":
            known.mistakes.add(line, f"{reader.what}: “{field}” lists lines within lines.",
                               "Give the lines fields that are values.")
        if spec.filled_by is not None or spec.staff_most is not None:
            known.mistakes.add(line, f"{reader.what}: a line's field has no filled_by and no staff_max.",
                               "Remove them, or move the field to the kind's facts.")
    texts = reader.texts(optional=("name",))
    reader.nothing_else()
    return FactSpec(name, "lines", required, None, None, None, None, texts, fields=fields)


def _names(reader: Reader, choices: tuple[str, ...] | None) -> Texts:
    """What people call the choices: names = { sv = { tobacco = "tobak" }, en = { tobacco = "tobacco" } }."""
    inner = reader.table("names")
    if inner is None:
        return {}
    if choices is None:
        reader.wrong("names", f"{reader.what} has names for choices, but no choices.",
                     'Write choices = ["…", "…"], or remove names.')
        return {}
    if not choices:  # What is wrong with them is told already.
        return {}
    names = inner.texts(optional=tuple(dict.fromkeys(choices)))
    inner.nothing_else()
    return names


def _bound(reader: Reader, key: str, of_type: FactType, known: Known) -> int | None:
    if not reader.has(key):
        return None
    scale = {"money": known.money_decimals, "decimal": MICRO_DIGITS}.get(of_type, 0)
    limit = {"money": MONEY_LIMIT, "decimal": DECIMAL_LIMIT, "integer": INTEGER_LIMIT, "text": TEXT_LIMIT}.get(of_type)
    if limit is None:
        reader.wrong(key, f"{reader.what} is no number and no text, and has no {key}.", f"Remove {key}.")
        return None
    value = reader.decimal(key, decimals=scale, least=Decimal(0), most=Decimal(limit).scaleb(-scale))
    return money.to_minor(value, scale) if value is not None else None


def _default(reader: Reader, of_type: FactType, choices: tuple[str, ...] | None, known: Known) -> Scalar | None:
    if of_type in NUMBERS:
        return _bound(reader, "default", of_type, known)
    if of_type == "boolean":
        return reader.boolean("default", default=False)
    if of_type == "date":
        reader.wrong("default", f"{reader.what}: a date has no default.", "Remove default.")
        return None
    return reader.choice("default", choices) if choices else reader.text("default")
