"""What makes two rows the same thing (row keys), and the same version of it (content hashes).

Both are stored, so they must never depend on process, platform or library version.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from clm_core.columns import SYSTEM
from clm_core.records import RECORD_FIELDS, ROW_KEYS, RecordType

NAME_GROUP = 1
"""Of the spend keys the group that names a campaign without its id."""

SEPARATOR = "|"

LONGEST_KEY = 48
DIGEST_MARK = "#"
"""A digest has no separator and a plain key always has, so none is ever taken for the other."""


def row_keys(record_type: RecordType, frame: pd.DataFrame) -> pd.Series:
    """The row key of every row: system, number of the key group, its values.

    The first group of ROW_KEYS that a row has all of counts; the last one always does. Values are
    escaped, so that different values never give the same key, whatever they contain. Of keys longer
    than LONGEST_KEY a 128-bit digest stands, which keeps the index small.
    """
    groups = ROW_KEYS[record_type]
    complete = [frame[list(names)].notna().all(axis=1) for names in groups[:-1]]
    # Groups after one that every row has all of are not needed.
    last = next((number for number, is_complete in enumerate(complete) if is_complete.all()), len(groups) - 1)
    keys = group_keys(record_type, frame, last)
    for number in reversed(range(last)):
        if complete[number].any():
            keys = keys.where(~complete[number], group_keys(record_type, frame, number))
    return _shortened(keys)


def name_keys(frame: pd.DataFrame) -> pd.Series:
    """Of every spend row the row key that it would have without a campaign id."""
    return _shortened(group_keys(RecordType.SPEND, frame, NAME_GROUP))


def _shortened(keys: pd.Series) -> pd.Series:
    is_long = keys.str.len() > LONGEST_KEY
    if not is_long.any():
        return keys
    texts = keys[is_long].array.to_numpy(dtype=object).tolist()
    digests = [DIGEST_MARK + blake2b(text.encode(), digest_size=16).hexdigest() for text in texts]
    if len(digests) == len(keys):
        return pd.Series(digests, index=keys.index, dtype="str")
    short = keys.copy()
    short[is_long] = digests
    return short


def group_keys(record_type: RecordType, frame: pd.DataFrame, number: int) -> pd.Series:
    """The row keys by one group of columns, with blanks as empty text."""
    parts = [_escaped(frame[SYSTEM]), pa.scalar(str(number))]
    parts += [_escaped(frame[name]) for name in ROW_KEYS[record_type][number]]
    joined = pc.binary_join_element_wise(*parts, SEPARATOR)
    return pd.Series(pd.array(joined, dtype="str"), index=frame.index)


def _escaped(values: pd.Series) -> pa.Array:
    text = pc.fill_null(pc.cast(_plain(values), pa.string()), "")
    return pc.replace_substring(pc.replace_substring(text, "\\", "\\\\"), SEPARATOR, "\\p")


def _plain(values: pd.Series) -> pa.Array:
    """The values as Arrow text or numbers; moments as microseconds, days as days."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return pc.cast(_array(values), pa.int64())
    if values.dtype.kind == "M":
        days = pc.cast(pc.cast(_array(values), pa.timestamp("s")), pa.int64())
        return pc.cast(pc.divide(days, 86_400), pa.int32())
    return _array(values)


def _array(values: pd.Series) -> pa.Array:
    array = pa.Array.from_pandas(values)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def numbered_repeats(keys: pd.Series) -> pd.Series:
    """The keys with "|#k" behind the k-th occurrence of the same one (k ≥ 2), so that each stays a row."""
    number = keys.groupby(keys, sort=False).cumcount() + 1
    repeated = number > 1
    if not repeated.any():
        return keys
    return keys.where(~repeated, keys + SEPARATOR + "#" + number.astype("str"))


def content_hashes(record_type: RecordType, frame: pd.DataFrame) -> np.ndarray:
    """A 64-bit hash of all field values of every row, as int64.

    Blank fields add nothing, so a field that a later version of the program adds changes no hash.
    """
    total = np.zeros(len(frame), dtype=np.uint64)
    names = [field.name for field in RECORD_FIELDS[record_type]]
    for name, seed in zip(names, _text_hashes(pa.array(names)), strict=True):
        hashes, is_blank = _value_hashes(frame[name])
        mixed = _mixed(hashes + seed)
        mixed[is_blank] = 0
        total += mixed
    return total.view(np.int64)


def rows_hash(rows: Mapping[RecordType, pd.DataFrame]) -> str:
    """One hash of all rows of a file, in their order: the same for the same rows, whatever was said to get them."""
    digest = blake2b(digest_size=16)
    for record_type in sorted(rows):
        frame = rows[record_type]
        digest.update(f"{record_type}:{len(frame)}:{sorted(frame[SYSTEM].dropna().unique())}".encode())
        digest.update(content_hashes(record_type, frame).astype("<i8").tobytes())
    return digest.hexdigest()


def _value_hashes(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    array = _plain(values)
    is_blank = pc.is_null(array).to_numpy(zero_copy_only=False)
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        coded = array.dictionary_encode()
        uniques = _text_hashes(coded.dictionary)
        return uniques[coded.indices.fill_null(0).to_numpy(zero_copy_only=False)], is_blank
    if pa.types.is_floating(array.type):
        # + 0.0 turns minus zero into zero: equal numbers, equal bits.
        numbers = array.fill_null(0.0).to_numpy(zero_copy_only=False) + 0.0
        return numbers.view(np.uint64), is_blank
    whole = pc.cast(array, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return whole.view(np.uint64), is_blank


def _text_hashes(texts: pa.Array) -> np.ndarray:
    """64 bits of each text's digest; a single one where there are no texts, for blank cells to point to."""
    encoded = pc.cast(texts, pa.binary()).to_pylist() or [b""]
    digests = b"".join([blake2b(text, digest_size=8).digest() for text in encoded])
    return np.frombuffer(digests, dtype="<u8")


def _mixed(values: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64: every bit of the result depends on every bit of the value."""
    mixed = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: np.ndarray = mixed ^ (mixed >> np.uint64(31))
    return result


def sql_lists(frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, Sequence[object]]:
    """The columns as lists of what a database driver takes; blanks are None."""
    return {name: _plain(frame[name]).to_pylist() for name in columns}
