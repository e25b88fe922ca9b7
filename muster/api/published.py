"""The shapes of what is published: an indicator, and a force's figure of it."""

from __future__ import annotations

from pydantic import BaseModel, Field


class IndicatorOut(BaseModel):
    """What is compared. `title` says so where the definition is unverified."""

    indicator: str
    title: str
    definition: str | None = None
    unit: str | None = None
    method: str
    numerator_label: str | None = None
    denominator_label: str | None = None
    decimals: int | None = None
    polarity: str | None = None
    caveats: str | None = None
    return_slug: str
    period_grain: str | None = None
    first_period: str | None = Field(
        description="The first period of which any force has a figure."
    )
    last_period: str | None = Field(None, description="The last one.")


class FigureOut(BaseModel):
    """A force's figure of one indicator and period, or why there is none."""

    force_code: str
    force_name: str | None = None
    indicator: str
    title: str
    unit: str | None = None
    period: str
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = Field(None, description="Blank where `status` is not published.")
    lower: float | None = Field(None, description="Of the 95% interval; blank where there is none.")
    upper: float | None = None
    marker: str = Field(description="What stands in the place of a value that there is not.")
    marks: str | None = Field(None, description="[p], [r], [b] and the like, beside a value.")
    data_status: str | None = Field(None, description="provisional or final.")
    status: str = Field(
        description="published, missing, not_comparable, suppressed or not_applicable."
    )
    status_reason: str | None = None
    position: str | None = Field(
        description="Against the limits among forces, where there are any."
    )
    caveats: str | None = None
    demonstration: bool | None = None
    explanations: str | None = Field(None, description="What the force said of its warnings.")
    series_break: str | None = Field(None, description="What broke the series in this period.")
    final_on: str | None = Field(None, description="The day from which the figure is final.")
    release_id: str
