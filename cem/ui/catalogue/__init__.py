"""The message catalogues: found in the source, kept as PO files, checked, compiled; no gettext programs needed."""
