"""Which code is suggested for a text that is none: none is guessed, as it may be written in."""

from __future__ import annotations

import pytest

from contracts.load import load_codelist
from validators.codes import nearest_code

MEANT = {
    ("rank", "CHIEF_SUPERINTENDENT"): ("Chief Supt", "Ch Supt", "C/Supt", "Chief Superintendant"),
    ("rank", "CHIEF_INSPECTOR"): ("DCI", "CI", "Ch. Insp.", "Chief Inspecter"),
    ("rank", "CHIEF_OFFICER"): ("Chief Constable", "ACC", "Chief Officers"),
    ("rank", "SUPERINTENDENT"): ("Supt", "Supt.", "Det Supt", "Superintendants"),
    ("rank", "INSPECTOR"): ("Insp", "T/Insp", "Temp Inspector", "Inspector (temp)"),
    ("rank", "CONSTABLE"): ("PC", "DC", "Police Constable", "Constables", "Con"),
    ("sex", "FEMALE"): ("F", "f", "Females", "women"),
    ("sex", "MALE"): ("M", "Males", "man"),
    ("worker_type", "POLICE_STAFF"): ("Staff", "police staff"),
    ("worker_type", "POLICE_OFFICER"): ("Officers", "Police Officers"),
    ("worker_type", "SPECIAL_CONSTABLE"): ("Specials", "special constables"),
    ("incident_grade", "1"): ("Grade 1", "G1", "1 - Immediate", "Emergency", "Immediate (Grade 1)"),
    ("incident_grade", "2"): ("Grade 2 - Priority", "prompt", "02", "2.0"),
    ("outcome_code", "1"): ("Outcome 1", "1.0", "01", "Charge/Summons"),
    ("outcome_code", "16"): ("Outcome 16 - evidential difficulties", "OC16", "Outcome type 16"),
    ("severity", "P1"): ("Sev 1", "1", "P 1", "P1 - Critical"),
    ("channel", "C999"): ("999", "999 call", "C-999"),
    ("nsir_category", "P6"): ("P06", "P6 - Domestic incident", "Domestic"),
    ("offence_group", "BURGLARY_RESIDENTIAL"): ("Residential Burglary", "Burglary - Residential"),
    ("offence_group", "VEHICLE_CRIME"): ("Vehicle offences",),
    ("offence_group", "SHOPLIFTING"): ("Shop lifting", "Shoplfting"),
    ("road_class", "1"): ("M", "motorway"),
    ("road_class", "3"): ("A road", "Class A"),
    ("value_status", "x"): ("X", "[x]", "Not available"),
    ("offender_cohort", "MAPPA_2"): ("MAPPA level 2", "Level 2"),
}
NOT_GUESSED = {
    "rank": ("Chief", "All ranks", "C", "Band D"),
    "sex": ("Unknown", "U", "1"),
    "worker_type": ("S", "Traffic warden"),
    "incident_grade": ("I", "E", "Grade 10", "Grade A", "Priority 1"),
    "outcome_code": ("101", "Caution", "Charge", "Outcome 99"),
    "offence_group": ("Burglary", "Drug offences", "Sexual offences", "Drugs", "Violence"),
    "collision_severity": ("Fatal and serious", "Fatal/serious", "KSI"),
    "offender_cohort": ("MAPPA", "IOM"),
    "impact_type": ("Available",),
    "nsir_category": ("RTC", "ASB", "Missing"),
}


@pytest.mark.parametrize(
    ("codelist", "code", "typed"),
    [(codelist, code, each) for (codelist, code), typed in MEANT.items() for each in typed],
)
def test_what_people_call_a_code_every_day_is_known(codelist: str, code: str, typed: str) -> None:
    assert nearest_code(load_codelist(codelist).codes, typed, codelist) == code


@pytest.mark.parametrize(
    ("codelist", "typed"), [(name, each) for name, typed in NOT_GUESSED.items() for each in typed]
)
def test_what_may_be_two_codes_or_none_is_not_guessed(codelist: str, typed: str) -> None:
    assert nearest_code(load_codelist(codelist).codes, typed, codelist) is None


@pytest.mark.parametrize("codelist", ["rank", "offence_group", "nsir_category", "force"])
def test_every_code_and_label_is_itself(codelist: str) -> None:
    codes = load_codelist(codelist).codes
    for code in codes:
        assert nearest_code(codes, code.code.lower(), codelist) == code.code
        assert nearest_code(codes, code.label, codelist) == code.code
