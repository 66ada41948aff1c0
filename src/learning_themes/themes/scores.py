"""Puts the scores of an evaluation into a table to read."""


def describe_scores(scores: dict) -> str:
    """Return the scores as text: what counts first, then a row a theme."""
    lines = [
        f"{scores['sentences']:,} sentences, {scores['pairs']:,} coded pairs in the gold file",
        _line("micro precision", scores["micro"]["precision"]),
        _line("micro recall", scores["micro"]["recall"]),
        _line("micro-F1", scores["micro"]["f1"]),
        _line("macro-F1", scores["macro"]["f1"]),
        _line("stance", scores["stance"]),
    ]
    if scores["report"]:
        lines += [
            _line("report kappa", scores["report"]["kappa"]),
            _line("report F1", scores["report"]["f1"]),
        ]
    lines += [
        "",
        f"{'theme':<28}{'right':>6}{'wrong':>6}{'missed':>7}{'prec.':>7}{'recall':>7}{'F1':>7}{'kappa':>7}",
    ]
    lines += [_theme_line(theme, one) for theme, one in scores["themes"].items()]
    if scores["unknown_ids"]:
        lines.append(f"\n{len(scores['unknown_ids'])} coded ids are not in the gold file and were left out")
    return "\n".join(lines)


def _line(name: str, score: dict | None) -> str:
    if score is None:
        return f"{name:<16} cannot be told"
    return f"{name:<16} {score['value']:.3f}  ({score['low']:.3f} to {score['high']:.3f})"


def _theme_line(theme: str, one: dict) -> str:
    figures = "".join(f"{_figure(one[name]):>7}" for name in ("precision", "recall", "f1", "kappa"))
    return f"{theme:<28}{one['right']:>6}{one['wrong']:>6}{one['missed']:>7}{figures}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
