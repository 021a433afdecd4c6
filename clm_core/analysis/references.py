"""How rows name persons and companies: addresses, ids and company names made comparable."""

import re
import unicodedata

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import take
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

SEPARATOR = "\x1f"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "å": "aa"})
_JOINING = str.maketrans("", "", "'’.")
_WORD = re.compile(r"[^\W_]+")
_LEGAL_FORMS = _words(
    """gmbh mbh ggmbh ag kg kgaa ohg gbr ug haftungsbeschraenkt se eg ek ev co cie kommanditgesellschaft
    aktiengesellschaft ltd limited llc llp lp inc incorporated corp corporation company plc pty pte bv nv sa sas
    sarl srl sro doo kft ab as asa aps oy oyj kk"""
)
# Written without their dots these are words (spa, zoo), so they count only as legal forms are written.
_DOTTED_FORMS = re.compile(r"\bS\.\s?p\.\s?A\b\.?|\bSpA$|\bSp\.?\s?z\s?o\.\s?o\b\.?")
_FREE_MAIL = _words(
    """gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de icloud.com
    me.com mac.com aol.com aol.de mail.com mail.de email.de posteo.de mailbox.org proton.me protonmail.com
    protonmail.ch pm.me arcor.de 1und1.de online.de vodafone.de kabelmail.de bluewin.ch chello.at aon.at
    tutanota.com tutanota.de tuta.io qq.com 163.com 126.com mail.ru yandex.ru orange.fr wanadoo.fr free.fr
    laposte.net libero.it virgilio.it comcast.net msn.com ymail.com rocketmail.com fastmail.com zoho.com hey.com
    bigpond.com"""
)
_FREE_MAIL_BRANDS = frozenset(("yahoo", "hotmail", "outlook", "live"))
_ROLES = _words(
    """info office kontakt contact mail post hello hallo sales vertrieb verkauf einkauf purchasing service support
    admin zentrale buero sekretariat marketing team empfang reception anfrage anfragen enquiries bestellung
    orders order rechnung buchhaltung accounting jobs personal hr bewerbung noreply no-reply newsletter
    webmaster firma"""
)


def normal_email(emails: pd.Series) -> pd.Series:
    """Addresses in lower case without blanks; missing where there is no @. Plus-addresses stay distinct."""
    texts = emails.str.strip().str.lower().str.removeprefix("mailto:")
    return texts.where(texts.str.contains("@", regex=False, na=False))


def is_shared_mailbox(emails: pd.Series) -> pd.Series:
    """Whether a (normal) address belongs to a role rather than a person: info@, sales@, vertrieb@ …"""
    return emails.str.replace(r"@.*$", "", regex=True).isin(_ROLES)


def company_domain(emails: pd.Series) -> pd.Series:
    """The domain of each address; missing for free mail providers."""
    domains = emails.str.replace(r"^[^@]*@?", "", regex=True)
    brands = domains.str.replace(r"\..*$", "", regex=True)
    return domains.mask((domains == "") | domains.isin(_FREE_MAIL) | brands.isin(_FREE_MAIL_BRANDS))


def normal_domain(domains: pd.Series) -> pd.Series:
    """Web addresses as bare domains: https://www.acme.de/x -> acme.de."""
    bare = domains.str.strip().str.lower().str.replace(r"^(?:[a-z]+://)?(?:www\.)?([^/:?#]*).*$", r"\1", regex=True)
    return bare.mask(bare == "")


def own_id(systems: pd.Series, ids: pd.Series) -> pd.Series:
    """Ids with the system in which they are unique; missing where the id is."""
    trimmed = ids.str.strip()
    return systems.fillna("") + SEPARATOR + trimmed.mask(trimmed == "")


def normal_company(names: pd.Series) -> pd.Series:
    """Company names without case, punctuation and legal form: Müller & Co. KG -> mueller; missing stays missing."""
    distinct = pd.Index(names.dropna().unique(), dtype="str")
    normal = pd.Series([_normal_company(name) for name in distinct], index=distinct, dtype="str")
    texts = looked_up(names, normal)
    return texts.mask(texts == "")


def _normal_company(name: str) -> str:
    text = _DOTTED_FORMS.sub(" ", name) if "." in name or name.endswith("SpA") else name
    text = text.casefold().translate(_UMLAUTS)
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    # Dots and apostrophes join (e.K., S.p.A., l'Oréal), everything else separates words.
    words = _WORD.findall(text.translate(_JOINING))
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept.pop()
    return " ".join(word for word in kept if word not in ("und", "and")) or " ".join(words)


def looked_up(names: pd.Series, values: pd.Series) -> pd.Series:
    """The value of each name (missing where it has none), in the dtype of the values even if there are no names."""
    if not len(values):
        found = pd.Series(np.nan, index=names.index)
    elif isinstance(names.dtype, pd.StringDtype) and isinstance(values.index.dtype, pd.StringDtype):
        # Arrow compares texts as they lie in memory; Series.map would first make a Python object of each.
        places = pc.index_in(_texts(names), _texts(values.index)).fill_null(-1)
        found = pd.Series(take(values.array, places.to_numpy(), allow_fill=True), index=names.index)
    else:
        found = names.map(values)
    if values.dtype.kind in "iu":
        return found.astype("Int64")
    return found.astype(values.dtype)


def _texts(texts: pd.Series | pd.Index) -> pa.Array | pa.ChunkedArray:
    return pa.Array.from_pandas(texts, type=pa.large_string())


def components(*references: pd.Series) -> np.ndarray:
    """A number for each row: rows that share any reference, directly or over others, have the same."""
    count = offset = len(references[0])
    rows, nodes = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for reference in references:
        codes, values = pd.factorize(reference)
        has_reference = np.flatnonzero(codes >= 0)
        rows.append(has_reference)
        nodes.append(codes[has_reference] + offset)
        offset += len(values)
    row, node = np.concatenate(rows), np.concatenate(nodes)
    graph = coo_matrix((np.ones(len(row), dtype=np.int8), (row, node)), shape=(offset, offset))
    labels: np.ndarray = connected_components(graph, directed=False)[1][:count]
    return labels


def numbered(labels: np.ndarray, names: pd.Series) -> np.ndarray:
    """Labels as numbers from 1 in the order of each label's smallest name; nameless ones last, in row order."""
    frame = pd.DataFrame({"label": labels, "name": names.to_numpy(dtype=object), "row": np.arange(len(labels))})
    groups = frame.groupby("label", sort=False)
    order = pd.DataFrame({"name": groups["name"].min(), "row": groups["row"].min()})
    order = order.sort_values(["name", "row"], na_position="last")
    numbers = pd.Series(np.arange(1, len(order) + 1), index=order.index)
    return numbers.reindex(labels).to_numpy()
