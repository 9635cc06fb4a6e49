#!/usr/bin/env python3
"""Fits the calibration of a checkpoint on the validation part, and measures it on the test part, in fp32 with weights rounded as stored: what heads.mjs does through the engine."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import figures
from data import BINARY, OUTPUTS, load_parts
from encoder import Encoder, load_base, load_tokenizer
from train import Examples, answers_of


def calibrate(scores, examples):
    """Slopes and offsets of all outputs, from the validation part."""
    slopes, offsets = np.ones(len(OUTPUTS)), np.zeros(len(OUTPUTS))
    for column, name in enumerate(BINARY):
        rows, truth = of_label(name, examples)
        slopes[column], offsets[column] = figures.platt(scores[rows, column], truth)
    felt = [row for row, example in enumerate(examples) if example.sentiment is not None]
    fitted = figures.temperature(scores[felt, len(BINARY) :], np.array([examples[row].sentiment for row in felt]))
    slopes[len(BINARY) :], offsets[len(BINARY) :] = fitted[0], fitted[1:] - fitted[1:].mean()
    return slopes, offsets


def probabilities_of(scores, slopes, offsets):
    logits = torch.tensor(slopes * scores + offsets)
    return torch.cat([torch.sigmoid(logits[:, : len(BINARY)]), torch.softmax(logits[:, len(BINARY) :], 1)], 1).numpy()


def of_label(name, examples):
    """The rows that have a label, and their truths."""
    rows = [row for row, example in enumerate(examples) if name in example.labels]
    return rows, np.array([examples[row].labels[name] for row in rows])


def thresholds(probabilities, examples):
    """Of each label, where its macro F1 is best."""
    found = {}
    for column, name in enumerate(BINARY):
        rows, truth = of_label(name, examples)
        found[name] = figures.best_threshold(probabilities[rows, column], truth)
    return found


def measure(probabilities, threshold_of, test):
    """Figures of every label on the rows of the test part that have it."""
    found = {}
    for name in (*BINARY, "toxic_elsewhere"):
        label = name.removesuffix("_elsewhere")
        rows, truth = of_label(name, test)
        p, threshold = probabilities[rows, BINARY.index(label)], threshold_of[label]
        likely = p >= 0.5
        found[name] = {
            "texts": len(truth),
            "positive": int(truth.sum()),
            "auc": figures.auc(truth, p),
            "threshold": threshold,
            "macro_f1": figures.interval(truth, p >= threshold, figures.macro_f1),
            "calibration_error": figures.calibration_error(p, truth),
            "calibration_error_of_likely": figures.calibration_error(p[likely], truth[likely]) if likely.sum() >= 20 else None,
            "likely": int(likely.sum()),
        }
    films = [row for row, example in enumerate(test) if example.source == "sst2"]
    negative, _, positive = probabilities[films, len(BINARY) :].T
    truth = np.array([test[row].sentiment == 2 for row in films]).astype(int)
    two = positive / (positive + negative)
    right = figures.interval(truth, (two >= 0.5).astype(int), lambda a, b: (a == b).mean())
    found["sst2_dev"] = {"texts": len(films), "accuracy": right, "calibration_error": figures.calibration_error(two, truth)}
    felt = [row for row, example in enumerate(test) if example.sentiment is not None]
    said = probabilities[felt, len(BINARY) :].argmax(1)
    found["three_feelings"] = {"texts": len(felt), "accuracy": float((said == np.array([test[row].sentiment for row in felt])).mean())}
    return found


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", required=True)
    options.add_argument("--base", required=True)
    options.add_argument("--checkpoint", required=True, type=Path)
    options.add_argument("--out", required=True, type=Path, help="figures, calibration and thresholds, as JSON")
    options.add_argument("--longest", type=int, default=512, help="tokens of a text that are read")
    options.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    given = options.parse_args()
    reader = load_base(given.base)
    tokenizer = load_tokenizer(reader)
    state = torch.load(given.checkpoint, weights_only=True, map_location=given.device)
    model = Encoder(reader, len(OUTPUTS), state["wide"]).to(given.device)
    model.load_state_dict(state["model"])
    parts = load_parts(given.data)
    scores_of = lambda examples: answers_of(model, Examples(examples, tokenizer), torch.device(given.device), given.longest).astype(np.float64)
    scores = scores_of(parts["validation"])
    slopes, offsets = calibrate(scores, parts["validation"])
    result = {
        "step": state["step"],
        "longest": given.longest,
        "examples": len(parts["train"]),
        "calibration": {name: {"slope": slope, "offset": offset} for name, slope, offset in zip(OUTPUTS, slopes, offsets)},
        "thresholds": thresholds(probabilities_of(scores, slopes, offsets), parts["validation"]),
    }
    result["figures"] = found = measure(probabilities_of(scores_of(parts["test"]), slopes, offsets), result["thresholds"], parts["test"])
    given.out.write_text(json.dumps(result, indent=1) + "\n")
    for name, figure in found.items():
        print(name, json.dumps(figure, default=float))


if __name__ == "__main__":
    main()
