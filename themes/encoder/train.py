"""Makes the sentence encoder: trains all-MiniLM-L6-v2 further on the coded examples, writes model.onnx.

Wanted beside the suite (never in its own environment): torch, transformers, onnx and the folder of the
base model, as README.md says. Two runs make a release:

    python themes/encoder/train.py BASE WORK/held --held VOICE,VOICE,…     learns settings.json's blend
    python themes/encoder/train.py BASE themes/encoder --blend WORK/held   learns from all, writes the files

A third way takes the mean of the weights of runs that differ in their --seed alone:

    python themes/encoder/train.py BASE WORK/mean --blend WORK/held --mean WORK/seed-0,WORK/seed-1
"""

import argparse
import hashlib
import json
import random
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional
from transformers import BertModel

from learning_themes.tables import STANCES
from learning_themes.themes.classifier import Batch, best_threshold
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.encoder import ALONE, Blend, Encoder, Reading
from learning_themes.themes.examples import Example, load_examples
from learning_themes.themes.features import Neighbours, without_number
from learning_themes.themes.language import load_language
from learning_themes.themes.rules import Rules, group_hits
from learning_themes.themes.stance import StanceRules, load_stance_words
from learning_themes.themes.stance_model import Pair, Scene
from learning_themes.themes.training import Models, stack_hits, train_models
from learning_themes.themes.weighing import log_odds
from learning_themes.themes.windows import Pieces, Window, batch_windows, cut_windows, stack_windows

THEMES = Path(__file__).parents[1]
SEED = 0
TOKENS = 2048  # pieces in a step, padding counted
RATE, HEAD_RATE = 2e-4, 2e-3
WARM_UP = 0.06  # of all steps
SMOOTHING = 0.01  # of the labels of themes
STANCE_WEIGHT = 1.0
CUT = 0.35  # of paragraphs that are cut, so that passages without neighbours are learned too
WHOLE = "whole.onnx"  # with weights of 32 bits, to measure against; not for the repository
NO_SECTION = 0.5  # of paragraphs that are shown without their section


class ThemeEncoder(nn.Module):
    """Says themes and stances of the passages of a window, each with a look of its own at the words."""

    def __init__(self, base: Path, themes: int) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(base, attn_implementation="eager", add_pooling_layer=False)
        size = self.bert.config.hidden_size
        self.drop = nn.Dropout(0.2)
        self.look = nn.Linear(size, themes, bias=False)
        self.theme_whole = nn.Linear(size, themes)
        self.theme_own = nn.Parameter(torch.randn(themes, size) * 0.02)
        self.stance_whole = nn.Linear(size, len(STANCES))
        self.stance_own = nn.Linear(size, len(STANCES))
        self.stance_bias = nn.Parameter(torch.zeros(themes, len(STANCES)))
        nn.init.constant_(self.theme_whole.bias, -3.3)  # about one theme in thirty-six passages

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, spans: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return scores of themes (window × passage × theme) and of stances (… × stance).

        `spans` (window × passage × piece) is one where a piece belongs to a passage.
        """
        words = self.drop(self.bert(input_ids=ids, attention_mask=mask).last_hidden_state)
        whole = spans @ words / spans.sum(-1, keepdim=True).clamp(min=1)
        looks = torch.exp(self.look(words).float().clamp(-20, 20))
        shares = spans.unsqueeze(2) * looks.transpose(1, 2).unsqueeze(1)
        own = shares @ words.unsqueeze(1) / (spans @ looks).clamp(min=1e-6).unsqueeze(-1)
        themes = self.theme_whole(whole) + (own * self.theme_own).sum(-1)
        stances = self.stance_whole(whole).unsqueeze(2) + self.stance_own(own) + self.stance_bias
        return themes, stances


class Lessons:
    """The coded examples, as the encoder learns them."""

    def __init__(self, examples: list[Example], themes: list[str], pieces: Pieces) -> None:
        self._pieces = pieces
        self._sections = [example.section for example in examples]
        self._cut = pieces.cut([plain_text(example.text) for example in examples])
        self._paragraphs = Neighbours([e.paragraph for e in examples], [e.number for e in examples]).groups
        self.themes = torch.tensor([[float(theme in e.themes) for theme in themes] for e in examples])
        self.stances = torch.tensor(
            [[STANCES.index(e.themes[t]) if t in e.themes else -1 for t in themes] for e in examples]
        )

    def draw(self, rng: random.Random) -> list[list[Window]]:
        """Return all paragraphs in batches, some cut and some without their section, in random order."""
        windows = []
        for rows in self._paragraphs:
            cuts = []
            if len(rows) > 1 and rng.random() < CUT:
                cuts = sorted(rng.sample(range(1, len(rows)), k=min(len(rows) - 1, rng.randint(1, 3))))
            for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True):
                shown = "" if rng.random() < NO_SECTION else self._sections[rows[0]]
                windows += cut_windows(rows[start:end], self._cut, self._pieces.of_section(shown))
        jitter = {id(window): len(window.pieces) + rng.random() * 20 for window in windows}
        batches = batch_windows(windows, TOKENS, key=lambda window: jitter[id(window)])
        rng.shuffle(batches)
        return batches


def plain_text(text: str) -> str:
    """Return a text as the coder shows it to the encoder."""
    return load_language().make_doc(without_number(text)).text


def train(model: ThemeEncoder, lessons: Lessons, *, epochs: int, seed: int) -> None:
    """Train the model on the lessons, saying how it goes; the seed orders and cuts the paragraphs."""
    rng = random.Random(seed)
    body = [weights for name, weights in model.named_parameters() if name.startswith("bert.")]
    head = [weights for name, weights in model.named_parameters() if not name.startswith("bert.")]
    rates = (RATE, HEAD_RATE)
    optimiser = torch.optim.AdamW([{"params": body}, {"params": head}], weight_decay=0.01)
    steps, step = epochs * len(lessons.draw(random.Random(seed))), 0
    model.train()
    for epoch in range(epochs):
        losses = []
        for batch in lessons.draw(rng):
            share = min(1.0, step / (WARM_UP * steps)) * max(0.0, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = weigh_mistakes(model, lessons, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
            step += 1
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}", flush=True)


def weigh_mistakes(model: ThemeEncoder, lessons: Lessons, batch: list[Window]) -> torch.Tensor:
    """Return the loss of one batch: cross-entropy over all themes, and over the stances of those given."""
    rows, places, inputs = stack_windows(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        themes, stances = model(**{name: torch.from_numpy(array) for name, array in inputs.items()})
    themes, stances = themes[places].float(), stances[places].float()
    wanted, judged = lessons.themes[rows], lessons.stances[rows]
    smooth = wanted * (1 - 2 * SMOOTHING) + SMOOTHING
    loss = functional.binary_cross_entropy_with_logits(themes, smooth, reduction="none").sum(1).mean()
    given = judged >= 0
    if given.any():
        loss = loss + STANCE_WEIGHT * functional.cross_entropy(stances[given], judged[given])
    return loss


def export(model: ThemeEncoder, folder: Path, base: Path, themes: list[str], blend: Blend) -> None:
    """Write the model with weights of eight bits, the vocabulary and the settings to a folder."""
    model.eval()
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / WHOLE
    inputs = (torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9, dtype=torch.long), torch.ones(2, 3, 9))
    torch.onnx.export(
        model,
        inputs,
        str(whole),
        dynamo=False,
        opset_version=17,
        input_names=["ids", "mask", "spans"],
        output_names=["themes", "stances"],
        dynamic_axes={
            "ids": {0: "window", 1: "piece"},
            "mask": {0: "window", 1: "piece"},
            "spans": {0: "window", 1: "passage", 2: "piece"},
            "themes": {0: "window", 1: "passage"},
            "stances": {0: "window", 1: "passage"},
        },
    )
    finish(folder, base, themes, blend)


def mix(runs: list[Path], folder: Path) -> None:
    """Write to a folder, with weights of 32 bits, the mean of runs that had the same start.

    After Wortsman and others, "Model soups" (2022): it costs nothing when the encoder is run.
    """
    models = [onnx.load(run / WHOLE) for run in runs]
    weights = [{one.name: one for one in model.graph.initializer} for model in models]
    for one in models[0].graph.initializer:
        arrays = [onnx.numpy_helper.to_array(its[one.name]) for its in weights]
        if arrays[0].dtype.kind == "f":
            mean = np.mean(arrays, axis=0, dtype=np.float64).astype(arrays[0].dtype)
            one.CopyFrom(onnx.numpy_helper.from_array(mean, one.name))
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(models[0], folder / WHOLE)


def finish(folder: Path, base: Path, themes: list[str], blend: Blend) -> None:
    """Write the model of a folder with weights of eight bits, the vocabulary and the settings beside it."""
    quantize_dynamic(folder / WHOLE, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    shutil.copy(base / "vocab.txt", folder / "vocabulary.txt")
    settings = {"themes": themes, "blend": asdict(blend)}
    (folder / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def learn_blend(encoder: Encoder, held: list[Example], models: Models, rules: Rules) -> Blend:
    """Return how to weigh encoder and word models, from examples in voices that neither has seen."""
    nlp, themes = load_language(), encoder.themes
    docs = [nlp(without_number(example.text)) for example in held]
    neighbours = Neighbours([e.paragraph for e in held], [e.number for e in held])
    sections = [example.section for example in held]
    reading = encoder.read([doc.text for doc in docs], sections, neighbours.groups)
    reading = reading.select(themes, models.themes.themes)
    hits = stack_hits([group_hits(rules.find_hits(doc)) for doc in docs], models.themes.themes)
    scene = Scene(docs, models.text.transform(docs), sections, neighbours)
    words = log_odds(models.themes.predict(Batch(docs, scene.words, hits, neighbours)))
    labels = np.array([[theme in example.themes for theme in models.themes.themes] for example in held])
    both = np.column_stack([reading.themes.ravel(), words.ravel()])
    fitted = LogisticRegression(C=100.0).fit(both, labels.ravel())
    chances = fitted.predict_proba(both)[:, 1].reshape(labels.shape)
    return Blend(
        encoder=round(float(fitted.coef_[0, 0]), 3),
        words=round(float(fitted.coef_[0, 1]), 3),
        bias=round(float(fitted.intercept_[0]), 3),
        threshold=round(float(best_threshold(chances, labels, [e.voice for e in held])), 2),
        stance=round(_best_stance_weight(scene, held, models, reading), 1),
    )


def _best_stance_weight(scene: Scene, held: list[Example], models: Models, reading: Reading) -> float:
    pairs, right = [], []
    for row, example in enumerate(held):
        for theme, stance in example.themes.items():
            pairs.append(Pair(row, models.themes.themes.index(theme), -1))
            right.append(STANCES.index(stance))
    words = np.log(models.stance.weigh(scene, pairs) + 1e-5)
    said = reading.stances[[pair.row for pair in pairs], [pair.theme for pair in pairs]]
    weights = np.arange(0, 2.01, 0.1)
    return float(max(weights, key=lambda weight: ((said + weight * words).argmax(1) == right).mean()))


def main() -> None:
    """Train on all voices but those held back; learn the blend from these, or take it from a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path, help="the folder of all-MiniLM-L6-v2")
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("--held", default="", help="voices to hold back, with commas between")
    parser.add_argument("--blend", type=Path, help="a folder whose settings.json has the blend")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the examples to learn from, by paragraph"
    )
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=SEED, help="of the order of the lessons, and of dropout")
    parser.add_argument("--mean", default="", help="folders of runs to take the mean of, commas between")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    codebook = load_codebook(THEMES)
    themes = sorted(codebook.themes)
    blend = _read_blend(options.blend) if options.blend else ALONE
    if options.mean:
        mix([Path(run) for run in options.mean.split(",")], options.out)
        finish(options.out, options.base, themes, blend)
        return
    examples = load_examples(THEMES, themes)
    away = set(filter(None, options.held.split(",")))
    kept = [e for e in examples if e.voice not in away and _drawn(e, options.share)]
    # Every seed has the same start, or no mean of runs could be taken.
    model = ThemeEncoder(options.base, len(themes))
    if options.seed != SEED:
        torch.manual_seed(options.seed)
    lessons = Lessons(kept, themes, Pieces(str(options.base / "vocab.txt")))
    train(model, lessons, epochs=options.epochs, seed=options.seed)
    export(model, options.out, options.base, themes, blend)
    if away:
        nlp = load_language()
        rules, stance_rules = Rules(codebook, nlp), StanceRules(load_stance_words(THEMES), nlp)
        models = train_models(kept, themes, nlp, rules, stance_rules)
        held = [example for example in examples if example.voice in away]
        blend = learn_blend(Encoder(options.out), held, models, rules)
        settings = {"themes": themes, "blend": asdict(blend)}
        (options.out / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(blend)


def _read_blend(folder: Path) -> Blend:
    return Blend(**json.loads((folder / "settings.json").read_text(encoding="utf-8"))["blend"])


def _drawn(example: Example, share: float) -> bool:
    number = int.from_bytes(hashlib.sha256(example.paragraph.encode()).digest()[:4], "big")
    return number < share * 2**32


if __name__ == "__main__":
    main()
