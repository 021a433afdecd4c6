"""What each heading of a table means, and who says so: the user, a kept profile, a preset or a guess."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from clm_core.errors import ClmError
from clm_core.importers.findings import Choice, Finding, ImportOptions, Question
from clm_core.importers.guesses import guessed_mapping, guessed_record_type
from clm_core.importers.headings import folded
from clm_core.importers.mapping_fields import mapping_fields
from clm_core.importers.presets import PRESETS, Preset, best_preset
from clm_core.importers.presets.own_templates import OWN_SYSTEM
from clm_core.importers.profiles import MappingProfile, profile_for
from clm_core.importers.recognised import ColumnMapping
from clm_core.importers.tables import RawTable
from clm_core.importers.wide import wide_headings
from clm_core.records import RecordType

_EXAMPLES = 3
_DAY_FIELDS = ("day", "week", "month", "period_start_on")

# Each group needs one mapped heading; spend's day may also come from the report's own date range.
_NEEDED: dict[RecordType, tuple[tuple[str, ...], ...]] = {
    RecordType.SPEND: (("spend_micros", "spend_in_micros"), _DAY_FIELDS),
    RecordType.TRAFFIC: (("day",), ("sessions",)),
    RecordType.CAMPAIGNS: (("campaign",),),
    RecordType.ACCOUNTS: (("company",),),
    RecordType.CONTACTS: (("contact_id", "email", "last_name", "full_name"),),
    RecordType.TOUCHPOINTS: (("at",), ("contact_id", "email", "company")),
    RecordType.STAGES: (("stage",), ("entered_at",), ("contact_id", "email")),
    RecordType.DEALS: (("deal_id", "deal", "company"),),
    RecordType.DEAL_CONTACTS: (("deal_id",), ("contact_id", "email")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingPlan:
    """The decided mapping: ``fields`` goes from heading to field, ``how`` says for each who decided."""

    preset: Preset | None
    system: str
    record_type: RecordType | None
    options: ImportOptions
    fields: dict[str, str] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()

    def headings_of(self, field_name: str) -> tuple[str, ...]:
        """The headings mapped to a field."""
        return tuple(heading for heading, name in self.fields.items() if name == field_name)

    def columns(self, table: RawTable) -> tuple[ColumnMapping, ...]:
        """Every heading of the table with its field and a few of its values."""
        return tuple(
            ColumnMapping(
                heading=heading,
                field=self.fields.get(heading, ""),
                how=self.how.get(heading, "attribute" if heading in self.attributes else "unused"),
                examples=_examples(table, heading),
            )
            for heading in table.headings
        )


def mapping_plan(table: RawTable, options: ImportOptions, profiles: Sequence[MappingProfile]) -> MappingPlan:
    """The mapping of a table, with questions where something needed is missing or said twice.

    The user's word goes before a kept profile, that before a preset, that before a guess.
    Raises ClmError for a preset that does not exist.
    """
    profile = None if options.preset else profile_for(table.headings, profiles)
    if profile:
        plan = _by_profile(table, profile, options)
    else:
        preset = _preset(table, options)
        plan = _by_preset(table, preset, options) if preset else _by_guess(table, options)
    return _checked(_with_users_word(plan, table), table)


def _by_profile(table: RawTable, profile: MappingProfile, options: ImportOptions) -> MappingPlan:
    mapped = {heading: profile.field_of(heading) for heading in table.headings}
    fields = {heading: name for heading, name in mapped.items() if name}
    remembered = profile.options
    merged = replace(
        options,
        **{
            name: getattr(options, name) or getattr(remembered, name)
            for name in ("date_order", "decimal", "currency", "zone")
        },
        attributes=options.attributes or remembered.attributes,
    )
    return MappingPlan(
        preset=None,
        system=options.system or profile.system,
        record_type=options.record_type or profile.record_type,
        options=merged,
        fields=fields,
        how=dict.fromkeys(fields, "profile"),
        findings=(Finding(key="importing.finding.profile", values={"name": profile.name}),),
    )


def _preset(table: RawTable, options: ImportOptions) -> Preset | None:
    if options.preset:
        if options.preset not in PRESETS:
            raise ClmError("importing.unknown_preset", preset=options.preset, available=", ".join(PRESETS))
        return PRESETS[options.preset]
    preset = best_preset(table.headings)
    if preset and options.record_type not in (None, preset.record_type):
        return None
    return preset


def _by_preset(table: RawTable, preset: Preset, options: ImportOptions) -> MappingPlan:
    fields = preset.mapping(table.headings)
    because = {"headings": ", ".join(list(fields)[:6]), "count": len(fields)}
    return MappingPlan(
        preset=preset,
        system=options.system or preset.system,
        record_type=preset.record_type,
        options=replace(
            options,
            date_order=options.date_order or preset.date_order,
            zone=options.zone or preset.zone,
        ),
        fields=fields,
        how=dict.fromkeys(fields, "preset"),
        attributes=preset.attribute_headings(table.headings),
        findings=(
            Finding(key=f"importing.preset.{preset.name}"),
            Finding(key="importing.finding.because", values=because),
        ),
    )


def _by_guess(table: RawTable, options: ImportOptions) -> MappingPlan:
    wide = wide_headings(table.headings)
    record_type = options.record_type or guessed_record_type(table.cells)
    if record_type in (None, RecordType.TRAFFIC) and wide and not options.record_type:
        timed = set(guessed_mapping(table.cells, RecordType.SPEND).values()) & set(_DAY_FIELDS)
        record_type = RecordType.SPEND if timed else record_type
    fields = guessed_mapping(table.cells, record_type) if record_type else {}
    if record_type is RecordType.SPEND and wide and not set(fields.values()) & {"spend_micros", "spend_in_micros"}:
        # In a wide table the other columns (clicks, impressions, conversions) belong to one channel or to none.
        fields = {
            heading: name for heading, name in fields.items() if name in {*_DAY_FIELDS, "currency", "period_end_on"}
        }
        fields |= dict.fromkeys(wide, "spend_micros")
    findings = (Finding(key="importing.finding.guess", values={"count": len(fields)}),) if fields else ()
    return MappingPlan(
        preset=None,
        system=options.system or OWN_SYSTEM,
        record_type=record_type,
        options=options,
        fields=fields,
        how=dict.fromkeys(fields, "guess"),
        findings=findings,
    )


def _with_users_word(plan: MappingPlan, table: RawTable) -> MappingPlan:
    said = plan.options.mapping or {}
    by_folded = {folded(heading): heading for heading in table.headings}
    said = {by_folded[folded(heading)]: name for heading, name in said.items() if folded(heading) in by_folded}
    taken = set(said.values())
    fields = {heading: name for heading, name in plan.fields.items() if heading not in said and name not in taken}
    fields |= {heading: name for heading, name in said.items() if name}
    how = {heading: how for heading, how in plan.how.items() if heading in fields} | dict.fromkeys(said, "user")
    kept = {folded(heading) for heading in plan.options.attributes}
    wanted = (heading for heading in table.headings if folded(heading) in kept or heading in plan.attributes)
    attributes = tuple(heading for heading in wanted if heading not in fields)
    ordered = {heading: fields[heading] for heading in table.headings if heading in fields}
    return replace(plan, fields=ordered, how=how, attributes=attributes)


def _checked(plan: MappingPlan, table: RawTable) -> MappingPlan:
    """The plan with a question for each thing that keeps it from being used."""
    if plan.record_type is None:
        choices = tuple(Choice(value=kind.value, readings=()) for kind in RecordType)
        return replace(
            plan, questions=(Question(option="record_type", key="importing.question.record_type", choices=choices),)
        )
    known = mapping_fields(plan.record_type)
    unknown = {heading: name for heading, name in plan.fields.items() if name not in known}
    questions = [
        Question(
            option="mapping",
            key="importing.question.unknown_field",
            column=heading,
            choices=tuple(Choice(value=name, readings=()) for name in known),
        )
        for heading in unknown
    ]
    fields = {heading: name for heading, name in plan.fields.items() if heading not in unknown}
    questions += _doubles(fields, plan.record_type) + _missing(fields, plan.record_type, table)
    return replace(plan, fields=fields, questions=tuple(questions))


def _doubles(fields: dict[str, str], record_type: RecordType) -> list[Question]:
    many_allowed = {"spend_micros"} if record_type is RecordType.SPEND else set()
    doubled = {name for name in fields.values() if list(fields.values()).count(name) > 1} - many_allowed
    return [
        Question(
            option="mapping",
            key="importing.question.two_headings",
            column=", ".join(heading for heading in fields if fields[heading] == name),
            choices=tuple(Choice(value=heading, readings=()) for heading in fields if fields[heading] == name),
        )
        for name in sorted(doubled)
    ]


def _missing(fields: dict[str, str], record_type: RecordType, table: RawTable) -> list[Question]:
    mapped = set(fields.values())
    questions = []
    for group in _NEEDED[record_type]:
        if mapped & set(group) or (group is _DAY_FIELDS and table.period):
            continue
        free = [heading for heading in table.headings if heading not in fields]
        choices = tuple(
            Choice(value=heading, readings=tuple((example, example) for example in _examples(table, heading)))
            for heading in free
        )
        questions.append(Question(option="mapping", key=f"importing.question.required_{group[0]}", choices=choices))
    return questions


def _examples(table: RawTable, heading: str) -> tuple[str, ...]:
    cells = table.cells[heading].dropna()
    texts = cells.head(50).map(str).str.strip()
    return tuple(dict.fromkeys(text for text in texts if text))[:_EXAMPLES]
