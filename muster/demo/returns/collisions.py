"""Collisions in the demonstration: who sends them, and the faults that are planted in them."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.draft import Draft
from muster.demo.fault import ACCEPTED, REJECTED, RELEASE, Fault, first_row
from muster.demo.model import DemoReturn
from muster.demo.roads import LOW_FORCE, MONTHS_SENT, collision_drafts

SLUG = "collisions"


def _nobody_hurt(draft: Draft) -> None:
    row = first_row(draft, "collisions", severity="1", road_class="3")
    row.update(collisions="2", casualties="0", attended_by_police="2")


def _fewer_hurt(draft: Draft) -> None:
    row = first_row(draft, "collisions", severity="3", road_class="3")
    row["casualties"] = str(int(row["collisions"]) - 1)


def _nameless_model(draft: Draft) -> None:
    draft.tables["collisions"][0]["model_id"] = ""


def _more_attended(draft: Draft) -> None:
    row = first_row(draft, "collisions", severity="3", road_class="3")
    row["attended_by_police"] = str(int(row["collisions"]) + 1)


FAULTS: Mapping[str, Fault] = {
    "R09-01": Fault(
        SLUG, "43", 1, REJECTED, "Two fatal collisions without a casualty.", change=_nobody_hurt
    ),
    "R09-02": Fault(
        SLUG, "46", 2, REJECTED, "Fewer casualties than collisions.", change=_fewer_hurt
    ),
    "R09-03": Fault(
        SLUG,
        LOW_FORCE,
        0,
        ACCEPTED,
        "The model expects too few collisions in every month.",
        "KNOWN_ERROR",
        "The model was fitted to the two years of the pandemic and is being fitted again.",
    ),
    "R09-04": Fault(
        SLUG, "", 0, RELEASE, "A share of serious casualties made of unadjusted figures."
    ),
    "R09-05": Fault(
        SLUG, "", 0, RELEASE, "A table of the Department for Transport that differs by a tenth."
    ),
    "R09-06": Fault(
        SLUG, "04", 3, REJECTED, "A prediction by a model without a name.", change=_nameless_model
    ),
    "R09-07": Fault(
        SLUG,
        "07",
        2,
        REJECTED,
        "An officer attended more collisions than there were.",
        change=_more_attended,
    ),
}

REFERENCES: Mapping[str, str] = {
    "area_code": r"[EW]\d{8}",
    "model_id": r"ROADRISK-[123]",
}

RETURN = DemoReturn(
    slug=SLUG,
    drafts=collision_drafts,
    faults=FAULTS,
    periods_sent=MONTHS_SENT,
    references=REFERENCES,
)
