"""Parts of an agreement and what somebody changed meanwhile, in the reader's words."""

from clm_core.selection import Period
from clm_core.store.agreements import ConflictError, PartConflict
from clm_core.target_parts import PROMISE, RATE, PartValue
from clm_core.targets import WEEKLY_PROMISES, Promise, PromiseKind
from clm_core.texts import Texts, formats

_SHARES = ("marketing_share",)
_AMOUNTS = ("revenue", "deal_amount")


def part_name(part: str, texts: Texts) -> str:
    """What a part is called: "First contact", "Lead → MQL", "Revenue target"."""
    if part.startswith(PROMISE):
        return texts(f"targets.promise.{part.removeprefix(PROMISE)}")
    if part.startswith(RATE):
        return texts(f"targets.link.{part.removeprefix(RATE)}")
    return texts(f"agreements.part.{part}")


def part_value(part: str, value: PartValue, currency: str, texts: Texts) -> str:
    """A part's value as text: "1.200.000 €", "90 % within 4 hours", a dash where there is none."""
    if isinstance(value, Period):
        return f"{formats.day(value.start_on, texts.language)} – {formats.day(value.end_on, texts.language)}"
    if isinstance(value, Promise):
        return promise_value(value, texts)
    if part in _AMOUNTS:
        return formats.money(value, currency, texts.language)
    if part.startswith(RATE) or part in _SHARES:
        return formats.share(value, texts.language)
    return formats.number(value, texts.language)


def promise_value(promise: Promise, texts: Texts) -> str:
    """What is promised: "40 a week", "90 % within 4 hours", "90 %: 6 attempts within 14 days"."""
    if promise.kind in WEEKLY_PROMISES:
        return texts("agreements.value.weekly", level=formats.few(promise.level, texts.language))
    level = formats.share(promise.level, texts.language)
    if promise.within is None:
        return level
    within = formats.few(promise.within, texts.language)
    if promise.kind is PromiseKind.ATTEMPTS:
        return texts("agreements.value.attempts", level=level, within=within, attempts=promise.attempts)
    return texts(f"agreements.value.{promise.kind}", level=level, within=within)


def conflict_sentences(error: ConflictError, currency: str, texts: Texts) -> list[str]:
    """One sentence a conflict: which part, what somebody else made of it and when, and what was not saved."""
    return [_conflict(one, currency, texts) for one in error.conflicts]


def _conflict(conflict: PartConflict, currency: str, texts: Texts) -> str:
    theirs, yours = (part_value(conflict.part, value, currency, texts) for value in (conflict.theirs, conflict.yours))
    return texts(
        "agreements.conflict",
        part=part_name(conflict.part, texts),
        who=conflict.by,
        at=conflict.at,
        theirs=theirs,
        yours=yours,
    )
