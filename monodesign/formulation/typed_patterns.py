"""The spelling of amounts, ratios and little words in mixtures as papers write them."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_PER: Final = r"[\s·⋅∙•.]*(?:/|per)?\s*"
_LITRE: Final = rf"{_PER}(?:L|l|dm\^?3|lit(?:re|er))(?:\s*\^?-1|\^?\(-1\)|\s*-3)?"
_KILO: Final = rf"{_PER}kg(?:\s*\^?-1)?"
_END: Final = r"(?![A-Za-z0-9])"
# A lone C ends at a blank or a comma: `3 C=CC…` begins a SMILES.
_CELSIUS: Final = rf"°\s*C{_END}|oC{_END}|deg(?:rees)?\.?\s*C{_END}|C(?![^\s,;)])"
# Each unit with the factor to its own standard: mol/L, mol/kg, percent, grams, millilitres, moles.
_UNITS: Final = (
    ("mol/L", 1.0, rf"mol{_LITRE}{_END}|mol\s*dm-3|M{_END}|molar{_END}(?!\s*ratio)"),
    ("mol/L", 1e-3, rf"mmol{_LITRE}{_END}|mM{_END}"),
    ("mol/kg", 1.0, rf"mol{_KILO}{_END}|m{_END}|molal{_END}"),
    ("wt%", 1.0, r"(?:wt|weight|mass)[.\s-]*%|%\s*\(?(?:w/w|by (?:weight|mass)|\(?wt\)?)\)?|w%"),
    ("wt%", 1.0, r"percent by (?:weight|mass)|(?:wt|weight) ?percent"),
    ("vol%", 1.0, r"(?:vol|volume)[.\s-]*%|%\s*\(?(?:v/v|by vol(?:ume)?)\)?|v%|percent by volume"),
    ("mol%", 1.0, r"mol[.\s-]*%"),
    ("%", 1.0, r"%"),
    ("g", 1.0, rf"g{_END}"),
    ("g", 1e-3, rf"mg{_END}"),
    ("g", 1e3, rf"kg{_END}"),
    ("mL", 1.0, rf"m[lL]{_END}|cm3{_END}"),
    ("mL", 1e-3, rf"[uμµ][lL]{_END}"),
    ("mol", 1e-3, rf"mmol{_END}"),
    ("mol", 1.0, rf"mol{_END}"),
    ("°C", 1.0, _CELSIUS),
    ("K", 1.0, rf"K{_END}"),
)  # fmt: skip
AMOUNTS: Final = tuple(
    (unit, factor, re.compile(rf"({_NUMBER})\s*(?:{pattern})")) for unit, factor, pattern in _UNITS
)
BARE: Final = re.compile(rf"({_NUMBER})")
RATIO: Final = re.compile(rf"{_NUMBER}(?:\s*[:/∶]\s*{_NUMBER})+(?![A-Za-z0-9])")
_BASES: Final = (
    ("volume", r"v(?:ol)?\.?\s*(?:[/:]\s*v(?:ol)?\.?\s*)+(?:%|ratio)?|(?:by|in)\s+vol(?:ume)?\.?"),
    ("volume", r"vol(?:ume)?\.?(?:\s*ratio|\s*%|-%)?|%\s*by\s*vol(?:ume)?|v%"),
    ("weight", r"(?:w|wt|m)\.?\s*(?:[/:]\s*(?:w|wt|m)\.?\s*)+(?:%|ratio)?|(?:by|in)\s+(?:weight|mass|wt\.?)"),
    ("weight", r"(?:weight|mass|wt)\.?(?:\s*ratio|\s*%|-%)?|w%"),
    ("mole", r"(?:by|in)\s+mol(?:es?|ar)?|mol(?:e|ar)?\.?(?:\s*ratio|\s*%)?(?:\s*/\s*mol)*|n/n"),
)
BASIS: Final = tuple(
    (basis, re.compile(rf"(?:{pattern})(?![A-Za-z0-9])", re.IGNORECASE)) for basis, pattern in _BASES
)
# Behind a host's name: a molar mass right beside it, or brackets that name a mass or a comonomer. `PEO 1 M`
# and `PVDF-HFP (30 wt%)` are amounts.
GRADE: Final = (
    rf"(?:[-_]?{_NUMBER}(?:k(?:Da|g/mol)?|MDa|M(?=[,;)]|$)){_END}"
    r"|\s?[(\[][^()\[\]]*(?:\d\s*k(?:Da|g/mol)?|Da|g/mol|%\s*[A-Za-z]{2,})[)\]])"
)
EO_LI: Final = re.compile(
    rf"\[?(?:EO|O)\]?\s*[:/]\s*\[?Li\+?\]?\s*(?:ratio\s*)?(?:of\s*)?[=:]?\s*({_NUMBER})(?:\s*[:/]\s*1(?![\d.]))?"
)
UPTAKE: Final = re.compile(
    rf"({_NUMBER})\s*(?:wt\.?\s*)?%\s*(?:electrolyte\s*|liquid\s*)?uptake(?:\s*of)?", re.IGNORECASE
)
COPOLYMER: Final = re.compile(
    r"P(?:oly)?\(\s*([A-Za-z0-9 ]+(?:(?:\s*(?:-co-|-|/|\|)\s*)[A-Za-z0-9 ]+)*)\s*\)"
)
# `1,2 M`, but not `1,2-dimethoxyethane` and no list of numbers.
DECIMAL_COMMA: Final = re.compile(
    r"(?<![\d.,])(\d+,\d+)\s*(?:M|m|mol|mmol|wt|vol|w|g|mg|m[lL]|%|°)(?![A-Za-z0-9])"
)
# A minus belongs to a temperature where nothing but room, a comma or a bracket is before it.
COLD: Final = re.compile(rf"[-−–](\s?)({_NUMBER})\s*(?:{_CELSIUS})")
BEFORE_MINUS: Final = " ,;("
ROOM: Final = re.compile(r"(?:room temperature|RT)(?![A-Za-z0-9])")
JOINS: Final = re.compile(r"(?:and|plus)(?![A-Za-z0-9])|[/:|+,;&-]", re.IGNORECASE)
HOST: Final = re.compile(r"(?:polymer|host|matrix)(?:\s+(?:host|matrix))?(?![A-Za-z0-9])", re.IGNORECASE)
LIQUID: Final = re.compile(r"(?:liquid\s+)?(?:electrolytes?|liquid)(?![A-Za-z0-9])", re.IGNORECASE)
IN: Final = re.compile(r"(?:dissolved\s+)?in(?![A-Za-z0-9])", re.IGNORECASE)
FILLER: Final = re.compile(
    r"(?:with|of|an?|the|at|as|mixtures?|solutions?|additives?|containing|solvents?|salt|gel|ratio|mixed|is|"
    r"concentration|content|blend)(?![A-Za-z0-9])|[=.·~≈]",
    re.IGNORECASE,
)
CHUNK: Final = re.compile(r"[^\s,;]+")
