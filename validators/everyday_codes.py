"""What people call some codes every day: by code list, in capital letters and without signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_RANKS = {
    "CONSTABLE": ("PC", "DC", "WPC", "POLICE CONSTABLE", "CON", "CONST", "TDC"),
    "SERGEANT": ("PS", "DS", "SGT", "POLICE SERGEANT", "SERGT"),
    "INSPECTOR": ("PI", "DI", "INSP", "POLICE INSPECTOR"),
    "CHIEF_INSPECTOR": ("CI", "DCI", "CH INSP", "C INSP", "CHIEF INSP", "CH INSPECTOR"),
    "SUPERINTENDENT": ("SUPT", "DSU", "SUPERINTENDANT"),
    "CHIEF_SUPERINTENDENT": (
        "DCS", "CH SUPT", "C SUPT", "CHIEF SUPT", "CH SUPERINTENDENT", "CHIEF SUPERINTENDANT",
    ),
    "CHIEF_OFFICER": (
        "CC", "DCC", "ACC", "TACC", "CHIEF CONSTABLE", "DEPUTY CHIEF CONSTABLE",
        "ASSISTANT CHIEF CONSTABLE", "COMMANDER", "COMMISSIONER", "ACPO", "NPCC",
    ),
}  # fmt: skip
_FORMS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "rank": _RANKS,
    "sex": {"FEMALE": ("F", "WOMAN", "WOMEN"), "MALE": ("M", "MAN", "MEN")},
    "worker_type": {
        "POLICE_OFFICER": ("OFFICER", "OFFICERS"),
        "POLICE_STAFF": ("STAFF",),
        "PCSO": ("CSO", "CSOS"),
        "SPECIAL_CONSTABLE": ("SPECIALS", "SC"),
        "POLICE_SUPPORT_VOLUNTEER": ("PSV", "PSVS", "VOLUNTEER", "VOLUNTEERS"),
    },
    "incident_grade": {grade: (f"G{grade}", f"GR {grade}", f"GRADE{grade}") for grade in "1234"},
    "outcome_code": {str(code): (f"O{code}", f"OC{code}") for code in range(1, 23)},
    "severity": {f"P{n}": (f"SEV {n}", f"SEV{n}", f"PRIORITY {n}") for n in "1234"},
    "offence_group": {
        "VEHICLE_CRIME": ("VEHICLE OFFENCES",),
        "BICYCLE_THEFT": ("BIKE THEFT", "THEFT OF BICYCLE", "THEFT OF PEDAL CYCLE"),
    },
    "offender_cohort": {
        **{f"IOM_{each}": (each,) for each in ("FIXED", "FLEX", "FREE")},
        **{f"MAPPA_{level}": (f"LEVEL {level}",) for level in "123"},
    },
    "road_class": {"1": ("M",), "6": ("U",)},
}
# Before the rank that somebody has: a temporary inspector is counted as one.
_BESIDE_A_RANK = frozenset({
    "T", "A", "D", "TEMP", "TEMPORARY", "ACTING", "DET", "DETECTIVE",
})  # fmt: skip
_BY_FORM = {
    codelist: {form: code for code, forms in each.items() for form in forms}
    for codelist, each in _FORMS.items()
}


def everyday(codelist: str, words: Sequence[str]) -> str | None:
    """The code of that list which is called so."""
    known = _BY_FORM.get(codelist, {})
    if codelist != "rank":
        return known.get(" ".join(words))
    bare = [word for word in words if word not in _BESIDE_A_RANK]
    as_written = " ".join(bare)
    found = as_written.replace(" ", "_")
    return (
        known.get(" ".join(words))
        or known.get(as_written)
        or (found if found in _RANKS and bare != list(words) else None)
    )
