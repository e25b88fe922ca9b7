"""The faults that the demonstration plants: every rule fires somewhere, and this says where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muster.demo.window import Window

WORKFORCE, RELIABILITY, RECOGNITION = "workforce", "system_reliability", "facial_recognition"
EVIDENCE = "digital_evidence"
REJECTED, ACCEPTED, RELEASE = "rejected", "accepted", "release"


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a rule fires. `ago` counts the return's own periods back from the newest.

    `outcome`: rejected (an extra submission, corrected afterwards), accepted (a warning that is
    explained, or information), or release (no submission can break the rule).
    """

    return_slug: str
    force_code: str
    ago: int
    outcome: str
    how: str
    reason: str = ""
    sentence: str = ""

    def period_in(self, window: Window) -> str:
        if self.return_slug == WORKFORCE:
            return window.quarter_end(self.ago)
        return window.month(self.ago)

    @property
    def period(self) -> str:
        """The period in the window that the demonstration has by default."""
        return self.period_in(Window())


FAULTS: Mapping[str, Fault] = {
    "C01": Fault(WORKFORCE, "04", 1, REJECTED, "The column headcount is called head_count."),
    "C02": Fault(WORKFORCE, "05", 1, REJECTED, "One row carries another force's code."),
    "C03": Fault(RELIABILITY, "06", 1, REJECTED, "One register row is of the month before."),
    "C04": Fault(WORKFORCE, "11", 2, REJECTED, "One stock row is there twice."),
    "C05": Fault(RELIABILITY, "12", 2, REJECTED, "One outage has no severity."),
    "C06": Fault(WORKFORCE, "14", 2, REJECTED, "One worker type is written POLICE_OFICER."),
    "C07": Fault(WORKFORCE, "20", 3, REJECTED, "One headcount is negative."),
    "C08": Fault(RECOGNITION, "62", 1, REJECTED, "The algorithm's version is an e-mail address."),
    "C09": Fault(
        WORKFORCE,
        "13",
        4,
        ACCEPTED,
        "Community support officers fall by almost half in one quarter, and stay there.",
        "REAL_CHANGE",
        "The force cut its community support posts in this quarter.",
    ),
    "C10": Fault(
        RECOGNITION,
        "62",
        6,
        ACCEPTED,
        "A nil return from a force that is active in every other month.",
        "NOTHING_TO_REPORT",
        "The system was not used in the month while its software was being renewed.",
    ),
    "C11": Fault(WORKFORCE, "21", 3, REJECTED, "A resubmission that gives no reason."),
    "C12": Fault(RELIABILITY, "16", 2, ACCEPTED, "Received five weeks after its due date."),
    "C13": Fault(WORKFORCE, "30", 4, REJECTED, "The manifest counts one row too many."),
    "C14": Fault(RELIABILITY, "33", 3, REJECTED, "One start has no offset from UTC."),
    "C15": Fault(WORKFORCE, "10", 0, ACCEPTED, "Few chief officers, by sex."),
    "C16": Fault(WORKFORCE, "41", 5, REJECTED, "One headcount is written n/a."),
    "R01-01": Fault(WORKFORCE, "43", 5, REJECTED, "Headcount and FTE of one row are swapped."),
    "R01-02": Fault(WORKFORCE, "44", 6, REJECTED, "Police staff of one row hold a rank."),
    "R01-03": Fault(WORKFORCE, "45", 6, REJECTED, "More people are absent than there are."),
    "R01-04": Fault(
        WORKFORCE,
        "55",
        5,
        ACCEPTED,
        "Designated officers become police staff without a movement: a series break.",
        "DEFINITION_CHANGE",
        "Designated officers are counted as police staff from this quarter on.",
    ),
    "R01-05": Fault(
        WORKFORCE,
        "32",
        4,
        ACCEPTED,
        "Half the sergeants are recorded as constables; corrected by a resubmission later.",
        "KNOWN_ERROR",
        "Acting sergeants were recorded in their former rank; a resubmission will follow.",
    ),
    "R01-06": Fault(
        WORKFORCE,
        "63",
        2,
        ACCEPTED,
        "Headcount of community support officers still holds people who left.",
        "LATE_RECORDS",
        "Leavers of the quarter are closed in the personnel system after the snapshot.",
    ),
    "R01-07": Fault(WORKFORCE, "47", 7, REJECTED, "More voluntary leavers than leavers."),
    "R01-08": Fault(
        WORKFORCE,
        "17",
        3,
        ACCEPTED,
        "Sickness of community support officers is 13% of contracted hours.",
        "REAL_CHANGE",
        "A winter illness went through a small team.",
    ),
    "R01-09": Fault(WORKFORCE, "36", 0, ACCEPTED, "Norfolk has no community support officers."),
    "R01-10": Fault(
        WORKFORCE,
        "46",
        6,
        ACCEPTED,
        "One function of the police staff is left out.",
        "LATE_RECORDS",
        "A reorganisation was not yet in the personnel system.",
    ),
    "R01-11": Fault(
        WORKFORCE,
        "53",
        8,
        ACCEPTED,
        "The rank of some chief officers was lost when the personnel system moved.",
        "SYSTEM_CHANGE",
        "The personnel system was replaced in the quarter, and some ranks were not carried over.",
    ),
    "R05-01": Fault(RELIABILITY, "22", 4, REJECTED, "One outage is restored before it starts."),
    "R05-02": Fault(RELIABILITY, "23", 5, REJECTED, "More users affected than licensed."),
    "R05-03": Fault(RELIABILITY, "35", 5, REJECTED, "A platform outage without a reference."),
    "R05-04": Fault(
        RELIABILITY,
        "45",
        6,
        ACCEPTED,
        "Two outages of one service overlap.",
        "SEPARATE_INCIDENTS",
        "Two separate faults of the same service, one inside the other.",
    ),
    "R05-05": Fault(RELIABILITY, "37", 7, REJECTED, "A P1 that lost a fifth of the service."),
    "R05-06": Fault(
        RELIABILITY,
        "22",
        7,
        ACCEPTED,
        "Planned maintenance began at eleven in the morning.",
        "EMERGENCY_CHANGE",
        "A security correction could not wait for the night.",
    ),
    "R05-07": Fault(
        RELIABILITY,
        "40",
        5,
        ACCEPTED,
        "Silent on an Athena outage that seven of nine forces report; so is 37.",
        "LATE_RECORDS",
        "The incident is still being written up and will follow in a resubmission.",
    ),
    "R05-08": Fault(
        RELIABILITY,
        "41",
        3,
        ACCEPTED,
        "An Athena outage begins 95 minutes later than in the owner's record.",
        "LOCAL_ONSET",
        "Our users lost the service at another time than the platform did.",
    ),
    "R05-09": Fault(RELIABILITY, "50", 8, REJECTED, "Agreed minutes below the downtime."),
    "R05-10": Fault(
        RELIABILITY,
        "63",
        0,
        ACCEPTED,
        "Command and control without one outage in all months.",
        "NOTHING_TO_REPORT",
        "Confirmed with the service desk: there was none.",
    ),
    "R06-01": Fault(EVIDENCE, "13", 2, REJECTED, "More was received than was requested."),
    "R06-02": Fault(EVIDENCE, "16", 3, REJECTED, "A median is longer than the 90th percentile."),
    "R06-03": Fault(
        EVIDENCE,
        "20",
        4,
        ACCEPTED,
        "Secure links took longer than the courier: the clock stopped at the case file.",
        "CLOCK_DIFFERENCE",
        "In this month the clock of secure links stopped when the copy was filed in the case.",
    ),
    "R06-04": Fault(
        EVIDENCE,
        "21",
        5,
        ACCEPTED,
        "One in thirty items by secure link lacks its audit hash.",
        "TECHNICAL_FAULT",
        "Hashes were not written for a week after an update of the evidence system.",
    ),
    "R06-05": Fault(EVIDENCE, "42", 0, ACCEPTED, "Provisional, as every month when first sent."),
    "R06-06": Fault(
        EVIDENCE,
        "44",
        6,
        ACCEPTED,
        "Couriered discs come back for a month, in place of secure links.",
        "TECHNICAL_FAULT",
        "The secure link service was down for two weeks and discs were sent instead.",
    ),
    "R08-01": Fault(RECOGNITION, "01", 3, REJECTED, "Alerts do not add up."),
    "R08-02": Fault(RECOGNITION, "62", 4, REJECTED, "More arrests than alerts."),
    "R08-03": Fault(RECOGNITION, "01", 7, REJECTED, "A deployment lasts three days."),
    "R08-04": Fault(RECOGNITION, "01", 11, REJECTED, "Compliant without an equality assessment."),
    "R08-05": Fault(
        RECOGNITION,
        "01",
        9,
        ACCEPTED,
        "One deployment gave more than one false alert for a thousand faces.",
        "TECHNICAL_FAULT",
        "A camera was out of focus and was replaced after an hour.",
    ),
    "R08-06": Fault(
        RECOGNITION,
        "01",
        5,
        ACCEPTED,
        "One watchlist is an eighth of the usual size.",
        "REAL_CHANGE",
        "A list made for one event only.",
    ),
    "R08-07": Fault(
        RECOGNITION, "", 0, RELEASE, "A registry without the rate per face or the rate per alert."
    ),
    "R08-08": Fault(RECOGNITION, "01", 0, ACCEPTED, "Few false alerts in a group, in most months."),
}
