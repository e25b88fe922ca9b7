"""What stands in a cell for no value: markers, errors of formulas, words for sums; all small."""

from __future__ import annotations

MARKERS = {
    "n/a", "na", "n.a.", "n.a", "nil", "none", "null", "-", "--", "..", ".", "*", "#n/a", "x", "z",
    "c", "u", "e", "not available", "not applicable", "not known", "unknown", "tbc", "missing",
    # As MySQL, SQL Developer, DBeaver, pandas, pivot tables and scripts write no value.
    "\\n", "(null)", "[null]", "<null>", "<na>", "nat", "(blank)", "undefined",
    # Of a table that was copied out of a web page's source.
    "&nbsp;", "&#160;",
    # Dashes of typesetters, and the shorthand of published tables.
    "\u2013", "\u2014", "\u2212", "\u2026", ":", "**", "***",
    "[x]", "[z]", "[c]", "[u]", "[w]", "[low]",
    # Of whoever does not know, and of whoever leaves something out.
    "n/k", "n.k.", "n/r", "?", "??", "???", "~", "^", "tba", "to be confirmed",
}  # fmt: skip
# Where a number is; in a text they may be the force's own words.
OF_NUMBERS = {
    "nk", "nr", "no data", "not recorded", "not held", "not collected", "not stated", "pending",
    "awaited", "awaiting", "see note", "see notes", "blank", "void", "suppressed", "withheld",
}  # fmt: skip
# Of what has no end yet.
OF_TIMES = {
    "ongoing", "on-going", "on going", "still open", "open", "current", "present", "continuing",
    "not restored", "not yet restored", "unresolved", "to date",
}  # fmt: skip
# What is left of a formula where its value was saved as a text: of Excel, Sheets, Calc and Access.
ERRORS = {
    "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!", "#calc!", "#field!",
    "#blocked!", "#connect!", "#getting_data", "#busy!", "#python!", "#unknown!",
    "#error!", "loading...", "loading\u2026", "#error", "#func!", "#type!", "#deleted",
    *(f"err:{number}" for number in range(501, 541)),
}  # fmt: skip
# Those that stand for no text either; one letter may be a label of the force's own.
NO_TEXT = frozenset({marker for marker in MARKERS if not marker.isalpha() or len(marker) > 1}) | {
    "nan", *ERRORS,
}  # fmt: skip
# Those that may stand for a count of none.
NONE = ("nil", "none", "-", "--", "\u2013", "\u2014", "\u2212")
OF_SUMS = {"total", "totals", "grand total", "subtotal", "sub-total"}
TOTALS = OF_SUMS | {"sum", "all", "persons", "both", "both sexes", "overall"}
