"""What is wrong with a catalogue, in words."""

from babel.messages import Catalog
from babel.messages import Message as Entry

from cem.ui.catalogue.extraction import Message, placeholders
from cem.ui.catalogue.store import as_list, entries, singular


def problems(catalog: Catalog, found: list[Message]) -> list[str]:
    """One line for each text that is untranslated, uncertain, no longer used, or has other placeholders."""
    known = {(entry.context, singular(entry)): entry for entry in entries(catalog)}
    used = {message.key: message for message in found}
    lines = []
    for key, message in sorted(used.items(), key=lambda item: (item[1].path, item[0][1])):
        entry = known.get(key)
        if entry is None or not all(as_list(entry.string)):
            lines.append(f"{message.path}: untranslated: {key[1]!r}")
        else:
            lines += [f"{message.path}: {problem}" for problem in _problems_of(entry)]
    unused = sorted(key[1] for key in known if key not in used)
    lines += [f"no longer used: {text!r}" for text in unused]
    lines += [f"no longer used: {singular(entry)!r}" for entry in catalog.obsolete.values()]
    return lines


def _problems_of(entry: Entry) -> list[str]:
    lines = []
    if entry.fuzzy:
        lines.append(f"uncertain (fuzzy): {singular(entry)!r}")
    texts = as_list(entry.id)
    allowed = [placeholders(text) for text in texts]
    # A language without a plural takes the placeholders of either form.
    wrong = [string for string in as_list(entry.string) if placeholders(string) not in allowed]
    return lines + [f"placeholders differ: {singular(entry)!r} -> {string!r}" for string in wrong]
