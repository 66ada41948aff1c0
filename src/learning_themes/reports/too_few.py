"""Why there are too few reviews to tell of a change, where there are many: the theme is key in nearly all."""

from learning_themes.reports.findings import Change, Findings
from learning_themes.reports.wording import count_words

MANY = 10  # reviews from which a reader would ask why they are too few
NEARLY_ALL = 0.8
WHY = {
    "nearly all": ": it is key in nearly all of them, so that a fall could not have shown",
    "hardly any": ": it is key in hardly any of them, so that no change could have shown",
    "": "",
}


def say_why_few(change: Change) -> str:
    """Return what follows "too few reviews to tell" where a reader would wonder; else nothing."""
    return WHY[_is_extreme(change)]


def say_too_few(findings: Findings) -> str:
    """Return for how many themes there are too few reviews to tell, and why for most; nothing for none."""
    themes = findings.changes["theme"][findings.changes["verdict"] == "too-few"]
    if themes.empty:
        return ""
    told = f"For {count_words(len(themes), 'theme')} there are too few reviews to tell."
    if 2 * sum(bool(_is_extreme(findings.change(theme))) for theme in themes) <= len(themes):
        return told
    which = "It is" if len(themes) == 1 else "Most of these are"
    return f"{told} {which} key in nearly all reviews or in hardly any, so that no change could have shown."


def _is_extreme(change: Change) -> str:
    """Return `nearly all` or `hardly any` where a theme is key in so many of many reviews; else nothing."""
    key, every = change.k_before + change.k_after, change.n_before + change.n_after
    if every < MANY:
        return ""
    if key >= NEARLY_ALL * every:
        return "nearly all"
    return "hardly any" if key <= (1 - NEARLY_ALL) * every else ""
